package io.tailrace.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pins every number of the layout by a literal: one that changes makes journals unreadable to processes of another
 * build.
 */
class LayoutGoldenTest {
    private static final List<Class<?>> DESCRIPTORS = List.of(
            ControlDescriptor.class,
            WriterDescriptor.class,
            ConsumerDescriptor.class,
            LockDescriptor.class,
            PageDescriptor.class,
            FrameDescriptor.class,
            Positions.class);

    private static final String CONSTANTS = """
            ControlDescriptor.FILE_NAME = control
            ControlDescriptor.MAGIC = 0x454341524c494154
            ControlDescriptor.VERSION = 1
            ControlDescriptor.KIND_CONTROL = 1
            ControlDescriptor.KIND_PAGE = 2
            ControlDescriptor.MODE_EXCLUSIVE = 1
            ControlDescriptor.MODE_SHARED = 2
            ControlDescriptor.LINE_LENGTH = 64
            ControlDescriptor.MAGIC_OFFSET = 0
            ControlDescriptor.VERSION_OFFSET = 8
            ControlDescriptor.KIND_OFFSET = 12
            ControlDescriptor.UUID_HIGH_OFFSET = 16
            ControlDescriptor.UUID_LOW_OFFSET = 24
            ControlDescriptor.PAGE_BITS_OFFSET = 32
            ControlDescriptor.RETENTION_AGE = 3
            ControlDescriptor.RETENTION_ALL = 0
            ControlDescriptor.RETENTION_BYTES = 2
            ControlDescriptor.RETENTION_CONSUMERS = 4
            ControlDescriptor.RETENTION_OFFSET = 520
            ControlDescriptor.RETENTION_PAGES = 1
            ControlDescriptor.WRITER_SLOTS_OFFSET = 36
            ControlDescriptor.CONSUMER_SLOTS_OFFSET = 40
            ControlDescriptor.MODE_OFFSET = 44
            ControlDescriptor.DURABLE_OFFSET = 48
            ControlDescriptor.FEATURES_OFFSET = 52
            ControlDescriptor.CREATED_OFFSET = 56
            ControlDescriptor.CURRENT_PAGE_INDEX_OFFSET = 64
            ControlDescriptor.TOTAL_PAGES_OFFSET = 72
            ControlDescriptor.WRITE_POS_OFFSET = 80
            ControlDescriptor.FLOOR_OFFSET = 128
            ControlDescriptor.DURABLE_POS_OFFSET = 192
            ControlDescriptor.SYNC_FAILED_OFFSET = 200
            ControlDescriptor.WATCH_OFFSET = 256
            ControlDescriptor.OWNER_PID_OFFSET = 320
            ControlDescriptor.OWNER_START_OFFSET = 328
            ControlDescriptor.OWNER_NAMESPACE_OFFSET = 336
            ControlDescriptor.OWNER_LOCK_INODE_OFFSET = 344
            ControlDescriptor.BOOT_ID_OFFSET = 384
            ControlDescriptor.FRAMES_BELL_OFFSET = 448
            ControlDescriptor.ROOM_BELL_OFFSET = 452
            ControlDescriptor.CAPACITY_OFFSET = 512
            ControlDescriptor.LIMITS_OFFSET = 576
            ControlDescriptor.STATISTICS_OFFSET = 640
            ControlDescriptor.SWITCH_NANOS_OFFSET = 648
            ControlDescriptor.LONGEST_SWITCH_NANOS_OFFSET = 656
            ControlDescriptor.TAKEOVERS_OFFSET = 664
            ControlDescriptor.GATES_CLOSED_OFFSET = 672
            ControlDescriptor.GATE_NANOS_OFFSET = 680
            ControlDescriptor.EVICTIONS_OFFSET = 688
            ControlDescriptor.SPACE_SHORT_OFFSET = 696
            ControlDescriptor.BELL_FUTEX = 1
            ControlDescriptor.BELL_DOORBELL = 2
            ControlDescriptor.BELL_NO_FUTEX = 4
            ControlDescriptor.BELL_NO_DOORBELL = 8
            ControlDescriptor.BELL_RING = 16
            ControlDescriptor.DOORBELLS_OFFSET = 704
            ControlDescriptor.DOORBELLS = 32
            ControlDescriptor.DOORBELL_ROOM = 65536
            ControlDescriptor.DOORBELL_RING = 0x20000
            ControlDescriptor.DOORBELL_RINGS = 0xfffe0000
            ControlDescriptor.UNNAMED_OFFSET = 960
            ControlDescriptor.HEADER_LENGTH = 1024
            ControlDescriptor.MAX_WRITER_SLOTS = 1024
            ControlDescriptor.MAX_CONSUMER_SLOTS = 1024
            ControlDescriptor.MAX_RETENTION_AMOUNT = 0xfffffffffffffff
            WriterDescriptor.LENGTH = 64
            WriterDescriptor.GENERATION_OFFSET = 0
            WriterDescriptor.CLAIM_OFFSET = 8
            WriterDescriptor.PID_OFFSET = 16
            WriterDescriptor.LAST_ACTIVE_OFFSET = 24
            WriterDescriptor.FRAMES_OFFSET = 32
            WriterDescriptor.SEALED_OFFSET = 40
            WriterDescriptor.WAITING_FOR_OFFSET = 48
            WriterDescriptor.WAITING_SINCE_OFFSET = 56
            WriterDescriptor.EXCLUSIVE_SLOT = 0
            ConsumerDescriptor.LENGTH = 256
            ConsumerDescriptor.CURSOR_OFFSET = 0
            ConsumerDescriptor.STATE_OFFSET = 64
            ConsumerDescriptor.GENERATION_OFFSET = 68
            ConsumerDescriptor.POLICY_OFFSET = 72
            ConsumerDescriptor.ACTIVITY_OFFSET = 76
            ConsumerDescriptor.PID_OFFSET = 80
            ConsumerDescriptor.POLICY_EVICT = 1
            ConsumerDescriptor.POLICY_FREE = 2
            ConsumerDescriptor.START_OFFSET = 88
            ConsumerDescriptor.NAMESPACE_OFFSET = 96
            ConsumerDescriptor.LAST_ACTIVE_OFFSET = 104
            ConsumerDescriptor.PAUSED_REASON_OFFSET = 112
            ConsumerDescriptor.PAUSED_POSITION_OFFSET = 120
            ConsumerDescriptor.NAME_LENGTH_OFFSET = 128
            ConsumerDescriptor.NAME_OFFSET = 132
            ConsumerDescriptor.PAUSED_ACKNOWLEDGE = 1
            ConsumerDescriptor.PAUSED_DRAINING = 2
            ConsumerDescriptor.PAUSED_NONE = 0
            ConsumerDescriptor.MAX_NAME_LENGTH = 124
            ConsumerDescriptor.STATE_FREE = 0
            ConsumerDescriptor.STATE_REGISTERED = 1
            ConsumerDescriptor.STATE_UNNAMED = 2
            ConsumerDescriptor.POLICY_GATE = 0
            ConsumerDescriptor.ACTIVITY_UNKNOWN = 0
            ConsumerDescriptor.ACTIVITY_READING = 1
            ConsumerDescriptor.ACTIVITY_WAITING_FOR_DEMAND = 2
            LockDescriptor.FILE_NAME = lock
            LockDescriptor.WRITER = 0
            LockDescriptor.MAKER = 1
            LockDescriptor.REGISTRY = 2
            LockDescriptor.RECOVERY = 3
            LockDescriptor.WRITER_SLOTS = 1024
            LockDescriptor.CONSUMER_SLOTS = 4096
            PageDescriptor.FILE_SUFFIX = .page
            PageDescriptor.TEMPORARY_PREFIX = .tmp-
            PageDescriptor.CUT_PREFIX = cut-
            PageDescriptor.HEADER_LENGTH = 64
            PageDescriptor.TRAILER_LENGTH = 8
            PageDescriptor.MIN_BITS = 16
            PageDescriptor.MAX_BITS = 30
            PageDescriptor.DEFAULT_BITS = 24
            PageDescriptor.INDEX_OFFSET = 32
            PageDescriptor.BITS_OFFSET = 40
            PageDescriptor.RESERVED_OFFSET = 44
            PageDescriptor.INCARNATION_OFFSET = 48
            PageDescriptor.HIGHEST_TIMESTAMP_OFFSET = 56
            FrameDescriptor.HEADER_LENGTH = 16
            FrameDescriptor.ALIGNMENT = 8
            FrameDescriptor.TIMESTAMP_OFFSET = 8
            FrameDescriptor.PAYLOAD_OFFSET = 16
            FrameDescriptor.FREE = 0
            FrameDescriptor.GENERATION_MASK = 0x1ffff
            FrameDescriptor.CLAIMED = 1
            FrameDescriptor.COMMITTED = 2
            FrameDescriptor.PAD = 3
            FrameDescriptor.END = 4
            FrameDescriptor.FLAG_CONTROL = 0x800000000000000
            FrameDescriptor.FLAG_EXTENSION = 0x400000000000000
            FrameDescriptor.FLAG_FIRST = 0x200000000000000
            FrameDescriptor.FLAG_LAST = 0x100000000000000
            FrameDescriptor.FLAG_CHECKSUM = 0x80000000000000
            FrameDescriptor.FLAGS_MASK = 0xfff000000000000
            FrameDescriptor.MAX_TYPE = 65535
            """;

    @Test
    void everyConstant() throws IllegalAccessException {
        List<String> found = new ArrayList<>();
        for (Class<?> descriptor : DESCRIPTORS) {
            for (Field field : descriptor.getDeclaredFields()) {
                if (Modifier.isPublic(field.getModifiers())) {
                    found.add(descriptor.getSimpleName() + '.' + field.getName() + " = " + literal(field.get(null)));
                }
            }
        }
        assertEquals(
                CONSTANTS.lines().sorted().toList(), found.stream().sorted().toList());
    }

    private static String literal(Object value) {
        return value instanceof Long number && (number > 1 << 16) ? "0x" + Long.toHexString(number) : value.toString();
    }

    @ParameterizedTest
    @CsvSource({"0, 1024", "1, 1088", "63, 5056"})
    void writerSlots(int slot, int offset) {
        assertEquals(offset, ControlDescriptor.writerSlotOffset(slot));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 1088", "64, 0, 5120", "64, 1, 5376", "64, 255, 70400", "1024, 1023, 328448"})
    void consumerSlots(int writerSlots, int slot, int offset) {
        assertEquals(offset, ControlDescriptor.consumerSlotOffset(writerSlots, slot));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1344", "64, 256, 70656", "1024, 1024, 328704"})
    void controlLength(int writerSlots, int consumerSlots, int length) {
        assertEquals(length, ControlDescriptor.length(writerSlots, consumerSlots));
    }

    @ParameterizedTest
    @CsvSource({"0, 4096", "1, 4097", "1023, 5119"})
    void consumerLockBytes(int slot, long position) {
        assertEquals(position, LockDescriptor.consumer(slot));
    }

    @ParameterizedTest
    @CsvSource({"16, 16384, 16368", "24, 4194304, 4194288", "30, 268435456, 268435440"})
    void quarterOfAPage(int pageBits, int extent, int payload) {
        assertEquals(extent, PageDescriptor.maxExtent(pageBits));
        assertEquals(payload, PageDescriptor.maxPayloadLength(pageBits));
    }

    @ParameterizedTest
    @CsvSource({
        "0.page, 0",
        "1.page, 1",
        "10.page, 10",
        "999999999999999.page, 999999999999999",
        "1000000000000000.page, -1",
        "01.page, -1",
        "00.page, -1",
        "-1.page, -1",
        "+1.page, -1",
        "1x.page, -1",
        ".page, -1",
        "1.pag, -1",
        "1.page.tmp, -1",
        ".tmp-1.page, -1",
        "control, -1",
        "lock, -1"
    })
    void pageNames(String name, long index) {
        assertEquals(index, PageDescriptor.indexOf(name));
        if (index >= 0) {
            assertEquals(name, PageDescriptor.fileName(index));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 2000000000000000",
        "5, 7, 2000000700000005",
        "16368, 65535, 2000ffff00003ff0",
        "268435440, 1, 200000010ffffff0"
    })
    void committedWords(int length, int type, String word) {
        long actual = FrameDescriptor.committed(length, type);
        assertEquals(Long.parseUnsignedLong(word, 16), actual);
        assertEquals(2, FrameDescriptor.state(actual));
        assertEquals(type, FrameDescriptor.type(actual));
        assertEquals(length, FrameDescriptor.length(actual));
    }

    @ParameterizedTest
    @CsvSource({"16, 3000000000000000", "24, 3000000000000008", "16384, 3000000000003ff0"})
    void padWords(int extent, String word) {
        assertEquals(Long.parseUnsignedLong(word, 16), FrameDescriptor.pad(extent));
        assertEquals(3, FrameDescriptor.state(FrameDescriptor.pad(extent)));
    }

    @ParameterizedTest
    @CsvSource({"1, 4000000000000001", "3, 4000000000000003"})
    void endWords(int pages, String word) {
        assertEquals(Long.parseUnsignedLong(word, 16), FrameDescriptor.end(pages));
        assertEquals(4, FrameDescriptor.state(FrameDescriptor.end(pages)));
    }

    @Test
    void wordsFromOutside() {
        assertEquals(0, FrameDescriptor.state(0));
        assertEquals(15, FrameDescriptor.state(-1));
        assertEquals(0xFFFF, FrameDescriptor.type(-1));
        assertEquals(0xFFFF_FFFFL, FrameDescriptor.length(-1));
    }

    @ParameterizedTest
    @CsvSource({"0, 16", "1, 24", "7, 24", "8, 24", "9, 32", "16368, 16384", "4294967295, 4294967312"})
    void extents(long payload, long extent) {
        assertEquals(extent, FrameDescriptor.extent(payload));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 64, 16, 64",
        "1, 0, 16, 65536",
        "1, 64, 16, 65600",
        "3, 65528, 16, 262136",
        "1, 64, 30, 1073741888",
        "140737488355327, 65535, 16, 9223372036854775807"
    })
    void positions(long page, int offset, int pageBits, long position) {
        assertEquals(position, Positions.of(page, offset, pageBits));
        assertEquals(page, Positions.pageIndex(position, pageBits));
        assertEquals(offset, Positions.offset(position, pageBits));
    }

    @Test
    void pageBounds() {
        assertEquals(64, Positions.firstFrame(0, 16));
        assertEquals(7 * 65536 + 64, Positions.firstFrame(7, 16));
        assertEquals(140737488355327L, Positions.maxPageIndex(16));
        assertEquals(8589934591L, Positions.maxPageIndex(30));
    }
}

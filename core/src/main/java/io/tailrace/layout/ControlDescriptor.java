package io.tailrace.layout;

/**
 * The file {@code control}: who the journal is, where it stands, who writes, who reads.
 *
 * <pre>
 *  offset  line                                                   written by
 * +------+-------------------------------------------------------+---------------------------------------+
 * |    0 | identity and geometry, immutable                       | creator, before the file has its name |
 * |   64 | control line: current page, total pages, write_pos     | writer: hints, see protocol rule 1    |
 * |  128 | floor: first retained position                         | who removes pages, raised by max-CAS  |
 * |  192 | durable: all below survived a sync; sync failed        | reserved, 0                           |
 * |  256 | watch: epoch of the exclusive writer | consumer changes | who takes the role; who registers     |
 * |  320 | owner of the exclusive role                            | who takes and leaves the role         |
 * |  384 | boot id of the machine that wrote last                 | who takes the role                    |
 * |  448 | waiters: bells that end sleeps                         | who falls asleep; who rings           |
 * |  512 | capacity and retention                                 | who sets them                         |
 * |  576 | limits                                                 | reserved, 0                           |
 * |  640 | statistics: counters for those who look                | who does what is counted, by addition |
 * |  704 | doorbells: 32 cells, four lines                        | who falls asleep; who rings           |
 * |  960 | a line without a name                                  | reserved, 0                           |
 * | 1024 | writer slots, 64 bytes each                            | {@link WriterDescriptor}              |
 * |    … | consumer slots, 256 bytes each                         | {@link ConsumerDescriptor}            |
 * +------+-------------------------------------------------------+---------------------------------------+
 *
 * identity and geometry                         control line
 *  0  magic          u64 "TAILRACE"              0  current_page_index u64  the page the tail was last seen in
 *  8  version        u32 1                       8  total_pages        u64  highest page index made + 1
 * 12  kind           u32 1 control, 2 page      16  write_pos          u64  at or below the tail, a hint
 * 16  uuid           2 × u64, high half first   24  padding[40]
 * 32  page bits      u32 16..30
 * 36  writer slots   u32 1..1024                owner of the exclusive role
 * 40  consumer slots u32 1..1024                 0  pid           u64  0 = closed clean; stored last, release
 * 44  mode           u32 1 exclusive, 2 shared   8  start time    u64  clock ticks since boot
 * 48  durable        u32 0 no                   16  pid namespace u64  inode
 * 52  features       u32 0; unknown: refuse     24  lock inode    u64  inode of the file lock
 * 56  created        i64 epoch ns               32  padding[32]
 *
 *                                               capacity and retention
 *                                                0  capacity      u64  bytes, 0 = unbounded
 *                                                8  retention     u64  bits 63..60 kind, 59..0 amount
 *                                               16  padding[48]
 * waiters                                       a bell
 *  0  frames bell   u32  rung by writers          bit 0  somebody sleeps by futex on this word
 *  4  room bell     u32  rung by consumers        bit 1  somebody sleeps who has left a doorbell
 *  8  padding[56]                                 bit 2  somebody who rang cannot wake by futex
 *                                                 bit 3  somebody who rang cannot reach a doorbell
 * a doorbell  u64  0 = free                       bits 31..4  rings, counted modulo 2^28
 *  63..32  inode of the network namespace
 *  31..17  rings of the bell when it was left, modulo 2^15
 *  16      of the bell: 0 frames, 1 room
 *  15..0   UDP port on the loopback address
 *
 * statistics, since the journal was made; shown, never decisive
 *  0  switches       u64  pages left             32  gates closed  u64  for more than a moment
 *  8  switch time    u64  ns, all of them        40  gate time     u64  ns, of those that opened again
 * 16  longest switch u64  ns                     48  evictions     u64  consumers that lost what they had not read
 * 24  takeovers      u64  from one not closed    56  space short   u64  pages that found no room, each attempt
 * </pre>
 */
public final class ControlDescriptor {
    /** Name of the file in the journal's directory. */
    public static final String FILE_NAME = "control";

    /** The bytes {@code TAILRACE} read as one little-endian word; the first word of every file but {@code lock}. */
    public static final long MAGIC = 0x4543_4152_4C49_4154L;

    /** The version of all that this package describes. */
    public static final int VERSION = 1;

    /** Kind of the file {@code control}. */
    public static final int KIND_CONTROL = 1;

    /** Kind of a page file. */
    public static final int KIND_PAGE = 2;

    /** Mode of a journal with one writer at a time, who commits by plain stores. */
    public static final int MODE_EXCLUSIVE = 1;

    /** Mode of a journal with many writers at a time, who claim and commit by CAS. */
    public static final int MODE_SHARED = 2;

    /** Length and alignment of a line: no two writers' words share one. */
    public static final int LINE_LENGTH = 64;

    /** u64: {@link #MAGIC}; stored last by the creator. */
    public static final int MAGIC_OFFSET;

    /** u32: {@link #VERSION}. */
    public static final int VERSION_OFFSET;

    /** u32: {@link #KIND_CONTROL} or {@link #KIND_PAGE}. */
    public static final int KIND_OFFSET;

    /** u64: most significant half of the journal's UUID. */
    public static final int UUID_HIGH_OFFSET;

    /** u64: least significant half of the journal's UUID. */
    public static final int UUID_LOW_OFFSET;

    /** u32: log2 of the page size in bytes. */
    public static final int PAGE_BITS_OFFSET;

    /** u32: number of writer slots. */
    public static final int WRITER_SLOTS_OFFSET;

    /** u32: number of consumer slots. */
    public static final int CONSUMER_SLOTS_OFFSET;

    /** u32: {@link #MODE_EXCLUSIVE} or {@link #MODE_SHARED}. */
    public static final int MODE_OFFSET;

    /** u32: 0, the journal survives processes; others are reserved. */
    public static final int DURABLE_OFFSET;

    /** u32: 0; who meets a bit that he does not know refuses the journal. */
    public static final int FEATURES_OFFSET;

    /** i64: when the journal was created, in ns since the epoch; for humans. */
    public static final int CREATED_OFFSET;

    /** u64: the page the tail was last seen in; a hint. */
    public static final int CURRENT_PAGE_INDEX_OFFSET;

    /** u64: highest page index made, plus 1. */
    public static final int TOTAL_PAGES_OFFSET;

    /** u64: a position at or below the tail; a hint. */
    public static final int WRITE_POS_OFFSET;

    /** u64: first retained position; only ever raised. */
    public static final int FLOOR_OFFSET;

    /** u64: reserved: all below survived a sync. */
    public static final int DURABLE_POS_OFFSET;

    /** u64: reserved: a sync failed. */
    public static final int SYNC_FAILED_OFFSET;

    /**
     * u64: high half epoch of the exclusive writer; low half raised when a consumer is added, removed, reset or given another policy, and
     * when the capacity changes.
     */
    public static final int WATCH_OFFSET;

    /** u64: process id of the exclusive writer; 0 = closed clean. */
    public static final int OWNER_PID_OFFSET;

    /** u64: start time of the owner's process in clock ticks since boot. */
    public static final int OWNER_START_OFFSET;

    /** u64: inode of the owner's PID namespace. */
    public static final int OWNER_NAMESPACE_OFFSET;

    /** u64: inode of the file {@code lock} as the owner saw it; another one in a copied directory. */
    public static final int OWNER_LOCK_INODE_OFFSET;

    /** 2 × u64: boot id of the machine, high half first; 0 = unknown. */
    public static final int BOOT_ID_OFFSET;

    /** First word of the line of waiters, u32: the bell of those who sleep until there are frames. Alone in its line but for the other bell. */
    public static final int FRAMES_BELL_OFFSET;

    /** u32: the bell of those who sleep until a consumer's cursor moves, or what gates changes. */
    public static final int ROOM_BELL_OFFSET;

    /** Bit of a bell: somebody sleeps by futex on it. */
    public static final int BELL_FUTEX = 1;

    /** Bit of a bell: somebody sleeps who has left a doorbell. */
    public static final int BELL_DOORBELL = 1 << 1;

    /** Bit of a bell: somebody who rang it cannot wake by futex. */
    public static final int BELL_NO_FUTEX = 1 << 2;

    /** Bit of a bell: somebody who rang it cannot reach a doorbell, which is of another network namespace. */
    public static final int BELL_NO_DOORBELL = 1 << 3;

    /** What a ring adds to a bell: the bits from here on count rings, modulo 2^28. */
    public static final int BELL_RING = 1 << 4;

    /** u64: how far the writer may run ahead of a gating consumer, in bytes; 0 = unbounded. */
    public static final int CAPACITY_OFFSET;

    /** u64: which pages are kept; bits 63..60 kind, bits 59..0 amount. One word, so that both change together. */
    public static final int RETENTION_OFFSET;

    /** Kind of retention: everything. */
    public static final int RETENTION_ALL = 0;

    /** Kind of retention: a number of pages. */
    public static final int RETENTION_PAGES = 1;

    /** Kind of retention: a number of bytes. */
    public static final int RETENTION_BYTES = 2;

    /** Kind of retention: an age in ns. */
    public static final int RETENTION_AGE = 3;

    /** Kind of retention: what consumers hold. */
    public static final int RETENTION_CONSUMERS = 4;

    /** Largest amount that the retention word can hold. */
    public static final long MAX_RETENTION_AMOUNT = (1L << 60) - 1;

    /** Reserved line: limits. */
    public static final int LIMITS_OFFSET;

    /** First word of the statistics, u64: pages that a writer left. */
    public static final int STATISTICS_OFFSET;

    /** u64: how long leaving them took, in ns. */
    public static final int SWITCH_NANOS_OFFSET;

    /** u64: how long the longest one took, in ns. */
    public static final int LONGEST_SWITCH_NANOS_OFFSET;

    /** u64: how often the writer's role was taken from one that had not closed. */
    public static final int TAKEOVERS_OFFSET;

    /** u64: how often a writer waited at a gate for more than a moment. */
    public static final int GATES_CLOSED_OFFSET;

    /** u64: how long those waits took that are over, in ns. */
    public static final int GATE_NANOS_OFFSET;

    /** u64: how often a consumer lost what it had not read. */
    public static final int EVICTIONS_OFFSET;

    /** u64: how often the next page found no room, each attempt counted. */
    public static final int SPACE_SHORT_OFFSET;

    /** First of the doorbells, u64 each. */
    public static final int DOORBELLS_OFFSET;

    /** Number of doorbells: who finds none free has to poll. */
    public static final int DOORBELLS = 32;

    /** Bit of a doorbell that waits for room, not for frames. */
    public static final long DOORBELL_ROOM = 1L << 16;

    /** What one ring of its bell adds to a doorbell that is left behind it. */
    public static final long DOORBELL_RING = 1L << 17;

    /** Bits of a doorbell that count rings: who was left before the last ring is to be rung. */
    public static final long DOORBELL_RINGS = 0x7FFFL << 17;

    /** The reserved line without a name. */
    public static final int UNNAMED_OFFSET;

    /** Length of the lines before the slots. */
    public static final int HEADER_LENGTH = 1024;

    /** Most writer slots a journal can have: the slot number has 10 bits in a claimed word. */
    public static final int MAX_WRITER_SLOTS = 1024;

    /** Most consumer slots a journal can have. */
    public static final int MAX_CONSUMER_SLOTS = 1024;

    static {
        int offset = 0;
        MAGIC_OFFSET = offset;
        VERSION_OFFSET = offset + 8;
        KIND_OFFSET = offset + 12;
        UUID_HIGH_OFFSET = offset + 16;
        UUID_LOW_OFFSET = offset + 24;
        PAGE_BITS_OFFSET = offset + 32;
        WRITER_SLOTS_OFFSET = offset + 36;
        CONSUMER_SLOTS_OFFSET = offset + 40;
        MODE_OFFSET = offset + 44;
        DURABLE_OFFSET = offset + 48;
        FEATURES_OFFSET = offset + 52;
        CREATED_OFFSET = offset + 56;

        offset += LINE_LENGTH;
        CURRENT_PAGE_INDEX_OFFSET = offset;
        TOTAL_PAGES_OFFSET = offset + 8;
        WRITE_POS_OFFSET = offset + 16;

        offset += LINE_LENGTH;
        FLOOR_OFFSET = offset;

        offset += LINE_LENGTH;
        DURABLE_POS_OFFSET = offset;
        SYNC_FAILED_OFFSET = offset + 8;

        offset += LINE_LENGTH;
        WATCH_OFFSET = offset;

        offset += LINE_LENGTH;
        OWNER_PID_OFFSET = offset;
        OWNER_START_OFFSET = offset + 8;
        OWNER_NAMESPACE_OFFSET = offset + 16;
        OWNER_LOCK_INODE_OFFSET = offset + 24;

        offset += LINE_LENGTH;
        BOOT_ID_OFFSET = offset;

        offset += LINE_LENGTH;
        FRAMES_BELL_OFFSET = offset;
        ROOM_BELL_OFFSET = offset + 4;

        offset += LINE_LENGTH;
        CAPACITY_OFFSET = offset;
        RETENTION_OFFSET = offset + 8;

        offset += LINE_LENGTH;
        LIMITS_OFFSET = offset;

        offset += LINE_LENGTH;
        STATISTICS_OFFSET = offset;
        SWITCH_NANOS_OFFSET = offset + 8;
        LONGEST_SWITCH_NANOS_OFFSET = offset + 16;
        TAKEOVERS_OFFSET = offset + 24;
        GATES_CLOSED_OFFSET = offset + 32;
        GATE_NANOS_OFFSET = offset + 40;
        EVICTIONS_OFFSET = offset + 48;
        SPACE_SHORT_OFFSET = offset + 56;

        offset += LINE_LENGTH;
        DOORBELLS_OFFSET = offset;

        offset += DOORBELLS * 8;
        UNNAMED_OFFSET = offset;
    }

    private ControlDescriptor() {}

    /**
     * Where a writer slot begins.
     *
     * @param slot number of the slot, from 0
     * @return offset in the file, 64-aligned
     */
    public static int writerSlotOffset(int slot) {
        return HEADER_LENGTH + slot * WriterDescriptor.LENGTH;
    }

    /**
     * Where a consumer slot begins.
     *
     * @param writerSlots number of writer slots of the journal
     * @param slot number of the slot, from 0
     * @return offset in the file, 64-aligned
     */
    public static int consumerSlotOffset(int writerSlots, int slot) {
        return HEADER_LENGTH + writerSlots * WriterDescriptor.LENGTH + slot * ConsumerDescriptor.LENGTH;
    }

    /**
     * How long the file is.
     *
     * @param writerSlots number of writer slots
     * @param consumerSlots number of consumer slots
     * @return length in bytes, a multiple of 64
     */
    public static int length(int writerSlots, int consumerSlots) {
        return consumerSlotOffset(writerSlots, consumerSlots);
    }
}

package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.page.FullDisks;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is damaged is cut off and told of; what lies before it stays, and no position is issued twice. */
class RepairTest {
    private static final int PAGE_BITS = TestJournals.PAGE_BITS;
    private static final int EXTENT = 4016;
    private static final int IN_PAGE = 16;
    private static final int FRAMES = 40;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private long tail;

    /** Sixteen frames in a page, two pages full; "done" stands behind the tail's page begin, "slow" behind the third frame. */
    @BeforeEach
    void fill() {
        try (Journal journal = Journal.openOrCreate(journals.path(), TestJournals.small());
                Appender appender = journal.appender()) {
            for (int i = 0; i < FRAMES; i++) {
                appender.append(payload(i), 0, 4000, 0, 1000 + i);
            }
            tail = appender.position();
            read(journal, "slow", 3);
            read(journal, "done", FRAMES - 2);
        }
        journals.awaitReleased();
        assertEquals(2, tail >>> PAGE_BITS);
    }

    private static byte[] payload(int number) {
        byte[] payload = new byte[4000];
        payload[0] = (byte) number;
        return payload;
    }

    private static void read(Journal journal, String consumer, int frames) {
        try (Reader reader = journal.reader(ReaderOptions.defaults().consumer(consumer))) {
            assertEquals(frames, reader.poll((buffer, offset, length, header) -> {}, frames));
        }
    }

    private static long position(int frame) {
        return Positions.of(frame / IN_PAGE, 64 + frame % IN_PAGE * EXTENT, PAGE_BITS);
    }

    private Repair repair() {
        Repair repair = Journal.repair(journals.path());
        journals.awaitReleased();
        return repair;
    }

    @Test
    void soundJournalStaysAsItIs() {
        Map<String, byte[]> before = bytes();
        Repair repair = repair();
        assertEquals(List.of(), repair.steps());
        assertFalse(repair.isCut());
        requireSame(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 16, 20, 39})
    void badWord(int frame) {
        damage(frame);
        Repair repair = repair();
        assertEquals(position(frame), repair.cut());
        assertTrue(repair.resumed() > tail, "above all that was issued");
        requireSoundUpTo(frame, repair);
        List<Repair.Moved> moved = Stream.of(
                        new Repair.Moved("slow", position(3), position(frame)),
                        new Repair.Moved("done", position(FRAMES - 2), position(frame)))
                .filter(each -> each.from() > each.to())
                .toList();
        assertEquals(moved, repair.consumers());
    }

    @Test
    void whatIsCutOffIsKept() {
        damage(20);
        byte[] page1 = RawFile.bytes(journals.page(1));
        byte[] page2 = RawFile.bytes(journals.page(2));
        Repair repair = repair();
        assertEquals(2, repair.kept().size(), repair.toString());
        assertArrayEquals(page1, RawFile.bytes(repair.kept().get(0)));
        assertArrayEquals(page2, RawFile.bytes(repair.kept().get(1)));
        assertEquals(FRAMES - 2 * IN_PAGE, repair.lostFrames());
        assertFalse(Files.exists(journals.page(2)));
        assertTrue(journals.open().verify().remarks().toString().contains("kept aside"));
        journals.closeAll();
        Journal.delete(journals.path());
        assertFalse(Files.exists(journals.path()));
    }

    @Test
    void consumersAreToldOfTheGap() {
        damage(20);
        Repair repair = repair();
        Journal journal = journals.open();
        for (String consumer : List.of("done", "slow")) {
            try (Reader reader = journal.reader(ReaderOptions.defaults().consumer(consumer))) {
                GapException gap = assertThrows(GapException.class, () -> {
                    while (reader.poll((buffer, offset, length, header) -> {}, 1) > 0) {
                        // On to the cut.
                    }
                });
                assertEquals(repair.cut(), gap.from());
                assertEquals(repair.resumed(), gap.to());
                assertEquals(0, reader.poll((buffer, offset, length, header) -> {}, 1));
            }
        }
        JournalStatus status = journal.status();
        assertTrue(status.consumers().stream().allMatch(each -> each.cursor() == repair.resumed()), status.toString());
    }

    @Test
    void whoWaitedForAConsumerIsToldThatItIsLost() {
        try (Journal journal = Journal.open(journals.path());
                ConsumerWatch watch = journal.watchConsumer("done")) {
            damage(20);
            Journal.repair(journals.path());
            assertThrows(ConsumerLostException.class, () -> watch.hasPassed(position(39)));
        }
    }

    @Test
    void missingPage() throws IOException {
        Files.delete(journals.page(1));
        Repair repair = repair();
        assertEquals(position(15) + EXTENT, repair.cut());
        requireSoundUpTo(IN_PAGE, repair);
    }

    @Test
    void sickPage() {
        RawFile.truncate(journals.page(1), 12345);
        Repair repair = repair();
        assertEquals(position(15) + EXTENT, repair.cut());
        requireSoundUpTo(IN_PAGE, repair);
        assertTrue(repair.steps().toString().contains("length is 12345"), repair.toString());
    }

    /** What lay in it is lost, and what lies behind it is not. */
    @Test
    void missingFirstPage() throws IOException {
        Files.delete(journals.page(0));
        Repair repair = repair();
        assertFalse(repair.isCut(), repair.toString());
        Journal journal = journals.open();
        requireSound(journal);
        assertEquals(FRAMES - IN_PAGE, Frames.of(journal).size());
        try (Reader reader = journal.reader(ReaderOptions.defaults().consumer("slow"))) {
            GapException gap =
                    assertThrows(GapException.class, () -> reader.poll((buffer, offset, length, header) -> {}, 1));
            assertEquals(position(3), gap.from());
        }
        requireWritable(journal);
    }

    @Test
    void noPageLeft() throws IOException {
        for (int i = 0; Files.deleteIfExists(journals.page(i)); i++) {
            assertTrue(i < 10);
        }
        Repair repair = repair();
        assertTrue(repair.resumed() > tail, repair.toString());
        Journal journal = journals.open();
        requireSound(journal);
        assertEquals(0, Frames.of(journal).size());
        requireWritable(journal);
    }

    /** A word that was zeroed looks like the tail: writers would issue positions behind it once more. */
    @Test
    void zeroedWord() {
        RawFile.putLong(journals.page(1), 64 + 4 * EXTENT, 0);
        Repair repair = repair();
        assertEquals(position(20), repair.cut());
        requireSoundUpTo(20, repair);
    }

    @Test
    void zeroedWordInTheLastPage() {
        RawFile.putLong(journals.page(2), 64 + EXTENT, 0);
        Repair repair = repair();
        assertEquals(position(33), repair.cut());
        requireSoundUpTo(33, repair);
    }

    @Test
    void preparedPageThatIsSick() throws IOException {
        Files.write(journals.page(3), new byte[100]);
        Repair repair = repair();
        assertFalse(repair.isCut(), repair.toString());
        assertEquals(1, repair.kept().size());
        requireSoundUpTo(FRAMES, repair);
    }

    @ParameterizedTest
    @ValueSource(longs = {64 + 8, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void hint(long hint) {
        RawFile.putLong(journals.control(), 80, hint);
        RawFile.putLong(journals.control(), 64, hint);
        assertFalse(repair().isCut());
        requireSoundUpTo(FRAMES, repair());
        assertEquals(FRAMES + 1, journals.open().status().frames(), "one more was appended");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MAX_VALUE})
    void countOfPages(long pages) {
        RawFile.putLong(journals.control(), 72, pages);
        assertFalse(repair().isCut());
        requireSoundUpTo(FRAMES, repair());
    }

    @ParameterizedTest
    @ValueSource(longs = {65, 72, -1, 0, 1L << 40 | 64, Long.MAX_VALUE, Long.MIN_VALUE})
    void floor(long floor) {
        RawFile.putLong(journals.control(), 128, floor);
        assertFalse(repair().isCut());
        requireSoundUpTo(FRAMES, repair());
    }

    @Test
    void highestTimestamp() {
        RawFile.putLong(journals.page(1), 56, 7);
        assertEquals(1, repair().steps().size());
        requireSoundUpTo(FRAMES, repair());
    }

    @Test
    void cursors() throws IOException {
        for (long cursor : new long[] {0, 63, position(7) + 8, 1L << 60, -1, Long.MIN_VALUE}) {
            try (ControlFile control = ControlFile.open(journals.control(), true)) {
                control.consumer(0).storeCursor(cursor);
            }
            long to = cursor == position(7) + 8 ? position(7) : 64;
            assertEquals(List.of(new Repair.Moved("slow", cursor, to)), repair().consumers());
            try (Journal journal = Journal.open(journals.path())) {
                assertNull(journal.verify().fault());
            }
        }
        requireSoundUpTo(FRAMES, repair());
    }

    /** A cursor behind the tail says that there was more. */
    @Test
    void cursorThatWentFurtherThanTheTail() throws IOException {
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.consumer(0).storeCursor(tail + EXTENT);
        }
        Repair repair = repair();
        assertEquals(tail, repair.cut());
        assertTrue(repair.resumed() > tail + EXTENT);
        requireSoundUpTo(FRAMES, repair);
    }

    @Test
    void slotsThatMakeNoSense() throws IOException {
        int slots = 1024 + 64 * 64;
        RawFile.putInt(journals.control(), slots + 64, 9);
        RawFile.putInt(journals.control(), slots + 72, 77);
        RawFile.putLong(journals.control(), slots + 112, 5);
        RawFile.putInt(journals.control(), slots + 256 + 128, 1000);
        RawFile.putLong(journals.control(), 512, -5);
        RawFile.putLong(journals.control(), 520, -1);
        RawFile.putLong(journals.control(), 1024 + 64 + 8, 3);
        assertThrows(JournalException.class, journals::open);
        Repair dry = Journal.repair(journals.path(), RepairOptions.defaults().dryRun(true));
        assertEquals(7, dry.steps().size(), dry.steps().toString());
        assertEquals(dry.steps(), repair().steps());
        Journal journal = journals.open();
        assertEquals(Retention.all(), journal.retention());
        assertEquals(
                List.of("slow"),
                journal.status().consumers().stream()
                        .map(JournalStatus.ConsumerStatus::name)
                        .toList());
        requireSound(journal);
    }

    @Test
    void leftovers() throws IOException {
        Files.write(journals.file(".tmp-x"), new byte[10]);
        assertTrue(repair().steps().toString().contains(".tmp-x"));
        assertFalse(Files.exists(journals.file(".tmp-x")));
        requireSoundUpTo(FRAMES, repair());
    }

    @Test
    void lockThatWasRemoved() throws IOException {
        Files.delete(journals.file("lock"));
        try (Journal journal =
                Journal.open(journals.path(), JournalOptions.defaults().readOnly(true))) {
            assertNotNull(journal.verify().fault());
        }
        assertTrue(repair().steps().toString().contains("lock"));
        requireSoundUpTo(FRAMES, repair());
    }

    @Test
    void machineThatWasStartedAnew() {
        RawFile.putLong(journals.control(), 384, 1);
        RawFile.putLong(journals.control(), 392, 2);
        Journal refused = journals.open();
        assertThrows(IncompatibleJournalException.class, refused::appender);
        journals.closeAll();
        Repair repair = repair();
        assertEquals(tail, repair.cut());
        requireSoundUpTo(FRAMES, repair);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 32, 36, 44, 52, 192, 456, 576, 960})
    void whatCannotBeRepaired(int offset) {
        RawFile.putInt(journals.control(), offset, 99);
        Map<String, byte[]> before = bytes();
        JournalException refused = assertThrows(JournalException.class, () -> Journal.repair(journals.path()));
        assertEquals(journals.control(), refused.path());
        requireSame(before);
    }

    @Test
    void truncatedControl() {
        RawFile.truncate(journals.control(), 2000);
        CorruptJournalException e = assertThrows(CorruptJournalException.class, () -> Journal.repair(journals.path()));
        assertTrue(e.getMessage().contains("nothing was repaired"), e.getMessage());
    }

    @Test
    void dryRunChangesNothing() throws IOException {
        damage(20);
        RawFile.putLong(journals.control(), 80, -1);
        Files.write(journals.file(".tmp-x"), new byte[10]);
        Map<String, byte[]> before = bytes();
        Repair dry = Journal.repair(journals.path(), RepairOptions.defaults().dryRun(true));
        journals.awaitReleased();
        requireSame(before);
        assertTrue(dry.dryRun());
        Repair repair = repair();
        assertEquals(dry.steps(), repair.steps());
        assertEquals(dry.kept(), repair.kept());
        assertEquals(dry.consumers(), repair.consumers());
    }

    @Test
    void refusedAsLongAsSomebodyHasARole() {
        Journal journal = journals.open();
        String pid = Long.toString(ProcessHandle.current().pid());
        try (Appender appender = journal.appender()) {
            JournalInUseException e = assertThrows(JournalInUseException.class, () -> Journal.repair(journals.path()));
            assertTrue(e.getMessage().contains("process " + pid + ", a writer"), e.getMessage());
            appender.append(new byte[1]);
        }
        try (Reader reader = journal.reader(ReaderOptions.defaults().consumer("slow"))) {
            JournalInUseException e = assertThrows(
                    JournalInUseException.class,
                    () -> Journal.repair(
                            journals.path(), RepairOptions.defaults().dryRun(true)));
            assertTrue(e.getMessage().contains("process " + pid + ", a consumer"), e.getMessage());
            assertFalse(reader.isDone());
        }
        journals.closeAll();
        assertEquals(List.of(), repair().steps());
    }

    @Test
    void noRoom() {
        damage(20);
        Map<String, byte[]> before = bytes();
        FullDisks.add(journals.root());
        try {
            assertThrows(NoSpaceException.class, () -> Journal.repair(journals.path()));
        } finally {
            FullDisks.remove(journals.root());
        }
        requireSame(before);
    }

    /** A page that was cut can be cut again, and what a repair kept is not replaced by the next one. */
    @Test
    void repairedAgain() {
        damage(20);
        Repair first = repair();
        requireSoundUpTo(20, first);
        journals.closeAll();
        journals.awaitReleased();
        damage(18);
        Repair second = repair();
        assertTrue(second.resumed() > first.resumed() + EXTENT, second.toString());
        requireSoundUpTo(18, second);
        first.kept().forEach(path -> assertTrue(Files.exists(path), path.toString()));
    }

    @Test
    void timestampsAndAgesGoOnBehindACut() {
        damage(20);
        Repair repair = repair();
        try (Journal journal = Journal.open(journals.path());
                Appender appender = journal.appender()) {
            for (int i = 0; i < 5 * IN_PAGE; i++) {
                appender.append(new byte[4000], 0, 4000, 0, 5);
            }
        }
        journals.awaitReleased();
        try (Journal journal = Journal.open(journals.path());
                Appender appender = journal.appender()) {
            for (int i = 0; i < 2 * IN_PAGE; i++) {
                appender.append(new byte[4000], 0, 4000, 0, 6);
            }
            assertNull(journal.verify().fault());
            journal.removeConsumer("slow");
            journal.removeConsumer("done");
            journal.setRetention(Retention.age(Duration.ofNanos(1)));
            Await.until("old pages are removed", () -> {
                journal.prune();
                return journal.status().floor() > repair.resumed();
            });
        }
    }

    private void damage(int frame) {
        RawFile.putLong(journals.page(frame / IN_PAGE), position(frame) & 0xFFFF, -1);
    }

    private void requireSoundUpTo(int frames, Repair repair) {
        Journal journal = journals.open();
        requireSound(journal);
        Verification found = journal.verify();
        assertEquals(frames, found.frames());
        List<Integer> read = new ArrayList<>();
        FrameHandler handler = (buffer, offset, length, header) -> {
            assertEquals(position(read.size()), header.position());
            read.add((int) buffer.getByte(offset));
        };
        try (Reader reader = journal.reader()) {
            if (repair.isCut()) {
                GapException gap = assertThrows(GapException.class, () -> reader.poll(handler, FRAMES + 1));
                assertEquals(repair.cut(), gap.from());
                assertEquals(repair.resumed(), gap.to());
            } else {
                reader.poll(handler, FRAMES + 1);
            }
            assertEquals(0, reader.poll(handler, 1));
        }
        assertEquals(IntStream.range(0, frames).boxed().toList(), read);
        assertEquals(repair.isCut() ? repair.resumed() : tail, requireWritable(journal));
    }

    private static long requireWritable(Journal journal) {
        try (Appender appender = journal.appender()) {
            long position = appender.append(new byte[10]);
            assertNull(journal.verify().fault());
            assertEquals(position, journal.status().tail() - 32);
            return position;
        }
    }

    private static void requireSound(Journal journal) {
        assertNull(journal.verify().fault());
    }

    private Map<String, byte[]> bytes() {
        try (Stream<Path> files = Files.list(journals.path())) {
            return files.collect(
                    Collectors.toMap(path -> path.getFileName().toString(), RawFile::bytes, (a, b) -> a, TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireSame(Map<String, byte[]> before) {
        Map<String, byte[]> now = bytes();
        assertEquals(before.keySet(), now.keySet());
        before.forEach((name, content) -> assertArrayEquals(content, now.get(name), name));
    }
}

package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.memory.FileThreads;
import io.tailrace.layout.ConsumerDescriptor;
import io.tailrace.layout.ControlDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages stay: those that the retention wants, and those that a consumer holds. */
class RetentionTest {
    private static final int PER_PAGE = 3;
    private static final int EXTENT = 16384;
    private static final int SPARE = 10;
    private static final int CAPACITY = 4 * TestJournals.PAGE_SIZE;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final List<String> told = new CopyOnWriteArrayList<>();
    private Journal journal;

    /** Pages 0 to 9 have frames, three each but for the last, which has one; page 10 is the spare one. */
    @BeforeEach
    void fill() {
        journal = journals.create(TestJournals.small().listener(new JournalListener() {
            @Override
            public void onPageUnlinked(Path path, long pageIndex) {
                told.add("unlinked " + pageIndex);
            }

            @Override
            public void onEvicted(Path path, String consumer, long from, long to) {
                told.add("evicted " + consumer + " " + from + ".." + to);
            }
        }));
        try (Appender appender = journal.appender()) {
            for (int i = 0; i < 9 * PER_PAGE + 1; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD], 0, TestJournals.MAX_PAYLOAD, i, 100 + i);
            }
            appender.whenReady(0).toCompletableFuture().join();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PAGES, 1, 9",
        "PAGES, 2, 8",
        "PAGES, 10, 0",
        "PAGES, 1152921504606846975, 0",
        "BYTES, 1, 9",
        "BYTES, 16384, 9",
        "BYTES, 16448, 9",
        "BYTES, 16449, 8",
        "BYTES, 65536, 8",
        "BYTES, 1000000000, 0",
        "CONSUMERS, 0, 9",
        "ALL, 0, 0"
    })
    void keepsWhatItWants(Retention.Kind kind, long amount, int first) {
        Retention retention = new Retention(kind, amount);
        journal.setRetention(retention);
        assertEquals(retention, journal.retention());
        assertEquals(retention, journal.status().retention());
        requireFirst(first);
        assertEquals(9 * PER_PAGE + 1 - first * PER_PAGE, Frames.of(journal).size());
    }

    @Test
    void keepsWhatIsYoung() throws IOException {
        Instant now = Instant.now();
        for (int page = 0; page <= SPARE; page++) {
            touch(page, now.minusSeconds(100L * (SPARE - page)));
        }
        store(Retention.age(Duration.ofSeconds(350)));
        // Page N ended when N + 2 was made: page 4 no later than 400 s ago, page 5 perhaps 300 s ago.
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L), journal.prune().pages());
        requireFirst(5);
        journal.setRetention(Retention.age(Duration.ofDays(1)));
        requireFirst(5);
    }

    @Test
    void pageWhoseSecondNextIsMissingIsYoung() throws IOException {
        for (int page = 0; page < SPARE; page++) {
            touch(page, Instant.now().minusSeconds(1000));
        }
        Files.delete(journals.page(SPARE));
        journal.setRetention(Retention.age(Duration.ofSeconds(1)));
        assertEquals(List.of(8L, 9L), existing().toList());
    }

    @Test
    void modificationInTheFutureIsYoung() throws IOException {
        for (int page = 0; page <= SPARE; page++) {
            touch(page, Instant.now().minusSeconds(page == 4 ? -1000 : 1000));
        }
        journal.setRetention(Retention.age(Duration.ofSeconds(1)));
        requireFirst(2);
    }

    @Test
    void gateHoldsItsPageDeadOrAlive() {
        consumer("risk", ConsumerDescriptor.POLICY_GATE, 4 * PER_PAGE + 1);
        journal.setRetention(Retention.consumers());
        requireFirst(4);
        try (Reader reader = journal.reader(ReaderOptions.defaults().consumer("risk"))) {
            assertEquals(13, reader.poll(Frame.decoder(), frame -> true, 13));
            Await.until("the reader's process removes what it left", () -> first() == 8);
        }
        assertEquals(List.of(), journal.prune().pages());
        assertEquals(4, Frames.of(journal).size());
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "4, 9", "8, 2"})
    void evictHoldsWithinTheCapacity(int capacityPages, int first) throws IOException {
        consumer("audit", ConsumerDescriptor.POLICY_EVICT, 2 * PER_PAGE + 1);
        capacity(capacityPages * (long) TestJournals.PAGE_SIZE);
        journal.setRetention(Retention.consumers());
        requireFirst(first);
    }

    @Test
    void evictHoldsToTheByte() throws IOException {
        long cursor = consumer("audit", ConsumerDescriptor.POLICY_EVICT, 4 * PER_PAGE + 1);
        long lag = journal.status().tail() - cursor;
        capacity(lag);
        journal.setRetention(Retention.consumers());
        requireFirst(4);
        capacity(lag - 1);
        journal.prune();
        requireFirst(9);
    }

    @Test
    void freeHoldsNothing() {
        consumer("log", ConsumerDescriptor.POLICY_FREE, 1);
        journal.setRetention(Retention.pages(3));
        requireFirst(7);
    }

    @Test
    void aPageStaysWhileAnybodyWantsIt() {
        consumer("risk", ConsumerDescriptor.POLICY_GATE, 8 * PER_PAGE);
        journal.setRetention(Retention.pages(4));
        requireFirst(6);
        consumer("late", ConsumerDescriptor.POLICY_GATE, 1);
        journal.setRetention(Retention.consumers());
        requireFirst(6);
    }

    @Test
    void lossIsToldOnceWithItsBounds() {
        long audit = consumer("audit", ConsumerDescriptor.POLICY_EVICT, PER_PAGE + 1);
        long log = consumer("log", ConsumerDescriptor.POLICY_FREE, 5 * PER_PAGE + 2);
        consumer("risk", ConsumerDescriptor.POLICY_GATE, 7 * PER_PAGE + 2);
        RawFile.putLong(journals.control(), ControlDescriptor.CAPACITY_OFFSET, CAPACITY);
        journal.setRetention(Retention.pages(6));
        Await.until("four pages", () -> unlinked().size() == 4);
        assertEquals(List.of("evicted audit " + audit + ".." + page(4)), evicted());
        journal.setRetention(Retention.consumers());
        Await.until("three more", () -> unlinked().size() == 7);
        assertEquals(
                List.of("evicted audit " + audit + ".." + page(4), "evicted log " + log + ".." + page(7)), evicted());
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L), unlinked());
    }

    @Test
    void anAgeThatNobodyReachesIsRefused() {
        Retention.age(Duration.ofDays(36 * 365));
        for (Duration age : List.of(Duration.ofDays(37 * 365), ChronoUnit.FOREVER.getDuration(), Duration.ZERO)) {
            assertThrows(IllegalArgumentException.class, () -> Retention.age(age), age.toString());
        }
    }

    @Test
    void evictedConsumerGetsItsExactGap() {
        long audit = consumer("audit", ConsumerDescriptor.POLICY_EVICT, PER_PAGE + 1);
        // Its reader is gone, but not yet what it had mapped.
        journals.awaitUnmapped(1, 2);
        RawFile.putLong(journals.control(), ControlDescriptor.CAPACITY_OFFSET, CAPACITY);
        journal.setRetention(Retention.consumers());
        try (Reader reader = journal.reader(ReaderOptions.defaults().consumer("audit"))) {
            GapException gap = assertThrows(GapException.class, () -> reader.poll(Frame.decoder(), frame -> true, 1));
            assertEquals(audit, gap.from());
            assertEquals(page(9), gap.to());
            assertEquals(List.of(27), types(reader));
        }
    }

    @Test
    void readerOfAnUnlinkedPageReadsItToItsEnd() {
        Reader reader = journals.closing(journal.reader());
        assertEquals(4, reader.poll(Frame.decoder(), frame -> true, 4));
        journal.setRetention(Retention.pages(2));
        assertFalse(Files.exists(journals.page(1)));
        List<Integer> before = new ArrayList<>();
        // The page behind it was mapped ahead, perhaps.
        GapException gap = assertThrows(
                GapException.class, () -> reader.poll(Frame.decoder(), frame -> before.add(frame.type()), 30));
        assertTrue(before.equals(List.of(4, 5)) || before.equals(List.of(4, 5, 6, 7, 8)), before.toString());
        assertEquals(page(1 + before.size() / PER_PAGE + 1), gap.from());
        assertEquals(page(8), gap.to());
        assertEquals(List.of(24, 25, 26, 27), types(reader));
    }

    @Test
    void dryRunRemovesNothing() throws IOException {
        consumer("risk", ConsumerDescriptor.POLICY_GATE, 7 * PER_PAGE);
        store(Retention.consumers());
        List<String> before = files();
        byte[] control = RawFile.bytes(journals.control());
        Pruned pruned = journal.prune(true);
        assertEquals(new Pruned(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L), 7 * 65536, true), pruned);
        try (Journal readOnly =
                Journal.open(journals.path(), JournalOptions.defaults().readOnly(true))) {
            assertEquals(pruned, readOnly.prune(true));
            assertThrows(JournalAccessException.class, readOnly::prune);
            assertThrows(JournalAccessException.class, () -> readOnly.setRetention(Retention.all()));
        }
        assertEquals(before, files());
        assertEquals(64, journal.status().floor());
        assertEquals(List.of(), told);
        assertArrayEquals(control, RawFile.bytes(journals.control()));
        assertEquals(new Pruned(pruned.pages(), pruned.bytes(), false), journal.prune());
        assertEquals(new Pruned(List.of(), 0, false), journal.prune());
        assertEquals(new Pruned(List.of(), 0, true), journal.prune(true));
    }

    /** Retention without consumers would keep page 9 alone; a capacity of four pages lets an evictable one hold from page 5 on. */
    @ParameterizedTest
    @CsvSource({
        "-1, 0, 0",
        "-9223372036854775808, 0, 0",
        "9223372036854775744, 0, 0",
        "65540, 0, 0",
        "65536, 0, 0",
        "606288, 0, 0",
        "-1, 1, 5",
        "9223372036854775744, 1, 5",
        "65540, 1, 5",
        "606288, 1, 5",
        "-1, 2, 9"
    })
    void damagedCursorHoldsAllThatASoundOneCould(long cursor, int policy, int first) throws IOException {
        consumer("risk", policy, 8 * PER_PAGE);
        capacity(CAPACITY);
        cursor(cursor);
        journal.setRetention(Retention.consumers());
        requirePages(first);
        cursor(page(8));
        journal.prune();
        requireFirst(policy == ConsumerDescriptor.POLICY_FREE ? 9 : 8);
    }

    /** The hint is what anybody can write; words tell which page is entered. */
    @ParameterizedTest
    @ValueSource(longs = {64, 10 * 65536 + 64, 10 * 65536 + 4096, 1L << 40, 9 * 65536 + 72, -1})
    void hintDoesNotSayWhatIsWritten(long hint) {
        RawFile.putLong(journals.control(), ControlDescriptor.WRITE_POS_OFFSET, hint);
        journal.setRetention(Retention.consumers());
        requirePages(9);
        assertEquals(1, Frames.of(journal).size());
    }

    @Test
    void unnamedGatingReaderHoldsWhileItsLockIsHeld() throws IOException {
        consumer("", ConsumerDescriptor.POLICY_GATE, 5 * PER_PAGE);
        int slot = slot(0);
        RawFile.putInt(journals.control(), slot + ConsumerDescriptor.STATE_OFFSET, ConsumerDescriptor.STATE_UNNAMED);
        // One that came and went under this number may have had another policy.
        RawFile.putInt(journals.control(), slot + ConsumerDescriptor.POLICY_OFFSET, ConsumerDescriptor.POLICY_FREE);
        LockHolder holder = new LockHolder(journals.path());
        try {
            journal.setRetention(Retention.consumers());
            requireFirst(5);
        } finally {
            holder.close();
        }
        journal.prune();
        requireFirst(9);
    }

    @Test
    void floorBeyondAGateIsNeitherGapNorDamage() throws IOException {
        long cursor = consumer("risk", ConsumerDescriptor.POLICY_GATE, 4 * PER_PAGE + 1);
        raiseFloor(7);
        store(Retention.consumers());
        assertEquals(List.of(0L, 1L, 2L, 3L), journal.prune().pages());
        assertEquals(null, journal.verify().fault());
        assertEquals(journal.status().tail() - page(4), held());
        try (Reader reader =
                journal.reader(ReaderOptions.defaults().consumer("log").start(Start.earliest()))) {
            assertEquals(page(7), reader.position());
        }
        InvalidPositionException e = assertThrows(
                InvalidPositionException.class,
                () -> journal.reader(ReaderOptions.defaults().start(Start.position(cursor))));
        assertTrue(e.getMessage().contains(page(7) + " to " + journal.status().tail()), e.getMessage());
    }

    @Test
    void floorBeyondPagesThatAreThereIsNoGap() throws IOException {
        Reader reader = journals.closing(journal.reader());
        assertEquals(1, reader.poll(Frame.decoder(), frame -> true, 1));
        raiseFloor(7);
        assertEquals(9 * PER_PAGE, types(reader).size());
    }

    @Test
    void leftoversOfARemoverThatDiedAreRemoved() throws IOException {
        raiseFloor(6);
        journal.setRetention(Retention.pages(8));
        assertEquals(List.of(), existing().filter(page -> page < 6).toList());
        assertEquals(page(6), journal.status().floor());
    }

    @Test
    void keepsEverythingByDefault() throws IOException {
        assertEquals(Retention.all(), journal.retention());
        raiseFloor(6);
        assertEquals(new Pruned(List.of(), 0, false), journal.prune());
        assertEquals(11, existing().count());
    }

    @Test
    void writerRemovesAsItGoesOn() {
        store(Retention.pages(3));
        try (Appender appender = journal.appender()) {
            for (int i = 0; i < 20 * PER_PAGE; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD]);
            }
            assertEquals(29, appender.position() >>> 16);
            Await.until(
                    "three pages and the spare one", () -> existing().toList().equals(List.of(27L, 28L, 29L, 30L)));
        }
        assertEquals(null, journal.verify().fault());
        assertEquals(page(27), journal.status().floor());
    }

    @Test
    void heldBytes() throws IOException {
        long tail = journal.status().tail();
        consumer("risk", ConsumerDescriptor.POLICY_GATE, 4 * PER_PAGE + 1);
        assertEquals(tail - page(4), held());
        policy(ConsumerDescriptor.POLICY_FREE);
        assertEquals(0, held());
        policy(ConsumerDescriptor.POLICY_EVICT);
        assertEquals(tail - page(4), held());
        capacity(4 * 65536);
        assertEquals(0, held());
    }

    @Test
    void journalOfTheSameNameIsNotTouched() {
        store(Retention.pages(1));
        // Its page stays mapped, so the deleted journal's tail is found still.
        Reader reader = journals.closing(journal.reader());
        assertEquals(28, reader.poll(Frame.decoder(), frame -> true, 100));
        Journal.delete(journals.path());
        try (Journal other = Journal.openOrCreate(journals.path(), TestJournals.small());
                Appender appender = other.appender()) {
            for (int i = 0; i < 5 * PER_PAGE; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD]);
            }
            assertThrows(JournalNotFoundException.class, journal::prune);
            assertThrows(JournalNotFoundException.class, () -> journal.prune(true));
            assertEquals(5 * PER_PAGE, Frames.of(other).size());
        }
    }

    /** The byte of consumer slot 0, held by somebody else than the journal. */
    private static final class LockHolder implements AutoCloseable {
        private final LockFile file;

        LockHolder(Path path) throws IOException {
            file = FileThreads.call(() -> LockFile.open(path.resolve("lock")));
            assertTrue(FileThreads.call(() -> file.tryLock(4096)));
        }

        @Override
        public void close() throws IOException {
            FileThreads.call(() -> {
                file.close();
                return null;
            });
        }
    }

    /** Registers a consumer that has done some frames, and is gone. */
    private long consumer(String name, int policy, int frames) {
        String registered = name.isEmpty() ? "unnamed" : name;
        try (Reader reader = journal.reader(ReaderOptions.defaults().consumer(registered))) {
            assertEquals(frames, reader.poll(Frame.decoder(), frame -> true, frames));
        }
        int slots = journal.status().consumers().size();
        int slot = slot(slots - 1);
        RawFile.putInt(journals.control(), slot + ConsumerDescriptor.POLICY_OFFSET, policy);
        return journal.status().consumers().get(slots - 1).cursor();
    }

    private void policy(int policy) {
        int slot = slot(0);
        RawFile.putInt(journals.control(), slot + ConsumerDescriptor.POLICY_OFFSET, policy);
    }

    private void cursor(long cursor) {
        RawFile.putLong(journals.control(), slot(0), cursor);
    }

    private void capacity(long bytes) throws IOException {
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.storeCapacity(bytes);
        }
    }

    /** Without removing anything. */
    private void store(Retention retention) {
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.storeRetention(retention);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void raiseFloor(long page) throws IOException {
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.raiseFloor(page(page));
        }
    }

    private void touch(int page, Instant time) throws IOException {
        Files.setLastModifiedTime(journals.page(page), FileTime.from(time));
    }

    private long held() {
        return journal.status().consumers().get(0).heldBytes();
    }

    private int slot(int number) {
        int writerSlots = RawFile.getInt(journals.control(), ControlDescriptor.WRITER_SLOTS_OFFSET);
        return ControlDescriptor.consumerSlotOffset(writerSlots, number);
    }

    private static long page(long index) {
        return index * 65536 + 64;
    }

    private List<Long> unlinked() {
        return told.stream()
                .filter(line -> line.startsWith("unlinked"))
                .map(line -> Long.parseLong(line.substring(9)))
                .toList();
    }

    private List<String> evicted() {
        return told.stream().filter(line -> line.startsWith("evicted")).toList();
    }

    /** The floor, and no page below it, and all from it on. */
    private void requireFirst(int first) {
        requirePages(first);
        assertEquals(null, journal.verify().fault());
    }

    private void requirePages(int first) {
        assertEquals(page(first), journal.status().floor());
        assertEquals(first, first());
        assertEquals(SPARE + 1 - first, existing().count());
    }

    private long first() {
        return existing().findFirst().orElseThrow();
    }

    private Stream<Long> existing() {
        return files().stream()
                .filter(name -> name.endsWith(".page"))
                .map(name -> Long.parseLong(name.substring(0, name.length() - 5)))
                .sorted();
    }

    private List<String> files() {
        try (Stream<Path> names = Files.list(journals.path())) {
            return names.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Integer> types(Reader reader) {
        return Frames.all(reader).stream().map(Frame::type).toList();
    }
}

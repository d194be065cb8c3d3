package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.Pruned;
import io.tailrace.Retention;
import io.tailrace.check.Board;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Figures;
import io.tailrace.check.Settings;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages are removed while other processes write, read, remove and are killed. */
class RetentionIT {
    private static final int PAGE_BITS = 16;
    private static final int PAGE_SIZE = 1 << PAGE_BITS;
    private static final int KILLED_PAGES = 3_000;
    private static final int SECONDS = Settings.number("tailrace.retention.seconds", 8);
    private static final int PAGES = Settings.number("tailrace.retention.pages", 6_000);

    /** How far the writer may run ahead of the reader that holds pages. */
    private static final long AHEAD = 64 * PAGE_SIZE;

    /** Control file twice; the page, the one before and the one ahead; the one where a remover finds the tail. */
    private static final int MOST_MAPPED = 12;

    @TempDir(factory = SharedMemoryDirectory.class)
    Path directory;

    /** Killed between raising the floor and the last unlink: the next remover finishes. */
    @Test
    void removerThatIsKilledLeavesNothingForGood() throws IOException {
        int interrupted = 0;
        for (int round = 0; round < 5 && interrupted == 0; round++) {
            Path path = directory.resolve("journal" + round);
            Board board = Board.open(directory.resolve("board" + round));
            try (Journal journal =
                            Journal.openOrCreate(path, JournalOptions.defaults().pageSize(PAGE_SIZE));
                    ControlFile control = ControlFile.open(path.resolve("control"), true)) {
                fill(journal, KILLED_PAGES);
                control.storeRetention(Retention.pages(2));
                try (ChildProcess remover =
                        ChildProcess.start(PruneMain.class, path, directory.resolve("board" + round))) {
                    Await.until("the remover is there " + remover.errors(), () -> board.get(PruneMain.OPENED) == 1);
                    board.set(PruneMain.GO, 1);
                    while (control.floor() == PageDescriptor.HEADER_LENGTH && remover.isAlive()) {
                        Thread.onSpinWait();
                    }
                    remover.killAndWait();
                }
                long first = control.floor() >>> PAGE_BITS;
                List<Long> left = pages(path).filter(page -> page < first).toList();
                interrupted += left.isEmpty() ? 0 : 1;
                assertEquals(KILLED_PAGES - 1, first);
                assertNull(journal.verify().fault());
                Pruned pruned = journal.prune();
                assertEquals(left, pruned.pages());
                assertEquals((long) left.size() * PAGE_SIZE, pruned.bytes());
                assertEquals(0, pages(path).filter(page -> page < first).count());
                assertNull(journal.verify().fault());
                Figures.print("killed=%d left=%d", round + 1, left.size());
            }
            SharedMemoryDirectory.empty(path);
        }
        assertTrue(interrupted > 0, "no remover was killed before it was done");
    }

    /**
     * Writer, a reader that holds pages, two processes that do nothing but remove, and this one, which changes what is kept: no page that the
     * reader needs goes, and the one that holds nothing meets no missing page without a gap.
     */
    @Test
    void removersAtOnceWithReadersAtFullSpeed() {
        long seed = Settings.seed();
        SplittableRandom random = new SplittableRandom(seed);
        Path path = directory.resolve("journal");
        Board writing = Board.open(directory.resolve("writer"));
        Board reading = Board.open(directory.resolve("reader"));
        Board cut = Board.open(directory.resolve("cut"));
        Board first = Board.open(directory.resolve("first"));
        Board second = Board.open(directory.resolve("second"));
        try (Journal journal = Journal.openOrCreate(
                        path, JournalOptions.defaults().pageSize(PAGE_SIZE).retention(Retention.consumers()));
                ChildProcess reader =
                        ChildProcess.start(ReadMain.class, path, directory.resolve("reader"), 64, "risk", "earliest");
                ChildProcess cutOff = ChildProcess.start(GapMain.class, path, directory.resolve("cut"), seed);
                ChildProcess one = ChildProcess.start(PruneMain.class, path, directory.resolve("first"));
                ChildProcess two = ChildProcess.start(PruneMain.class, path, directory.resolve("second"))) {
            List<ChildProcess> children = List.of(reader, cutOff, one, two);
            Await.until(
                    "all are there",
                    () -> reading.get(ReadMain.OPENED)
                                    + cut.get(GapMain.OPENED)
                                    + first.get(PruneMain.OPENED)
                                    + second.get(PruneMain.OPENED)
                            == 4);
            first.set(PruneMain.GO, 1);
            second.set(PruneMain.GO, 1);
            writing.set(FeedMain.LIMIT, AHEAD);
            try (ChildProcess writer = ChildProcess.start(FeedMain.class, path, directory.resolve("writer"), seed, 1)) {
                long end = System.nanoTime() + SECONDS * 1_000_000_000L;
                for (int turn = 0; System.nanoTime() < end; turn++) {
                    writing.set(FeedMain.LIMIT, reading.get(ReadMain.POSITION) + AHEAD);
                    requirePageOfCursor(journal, seed);
                    if (turn % 64 == 0) {
                        journal.setRetention(retention(random));
                    }
                    requireAlive(children, seed);
                    assertTrue(writer.isAlive(), () -> "seed " + seed + ": " + writer.errors());
                }
                writing.set(FeedMain.STOP, 1);
                writer.endWell();
            }
            long last = writing.get(FeedMain.ACKNOWLEDGED);
            reading.set(ReadMain.LAST, last);
            reader.endWell();
            Delivery.requireAll(reading, 1, last, "risk, seed " + seed);
            cut.set(GapMain.STOP, 1);
            cutOff.endWell();
            first.set(PruneMain.STOP, 1);
            second.set(PruneMain.STOP, 1);
            one.endWell();
            two.endWell();
            assertNull(journal.verify().fault());
            Figures.print(
                    "frames=%d pages=%d gaps=%d cut-frames=%d removed=%d+%d seed=%d",
                    last,
                    journal.status().currentPageIndex(),
                    cut.get(GapMain.GAPS),
                    cut.get(GapMain.FRAMES),
                    first.get(PruneMain.REMOVED),
                    second.get(PruneMain.REMOVED),
                    seed);
            assertEquals(0, cut.get(GapMain.WRONG), "seed " + seed);
            assertTrue(cut.get(GapMain.GAPS) > 0, "never cut off, seed " + seed);
            assertTrue(first.get(PruneMain.REMOVED) > 0 && second.get(PruneMain.REMOVED) > 0, "seed " + seed);
        }
    }

    /** Thousands of pages through two processes: what is removed is not kept by a mapping, and few files are there. */
    @Test
    void pagesGoBack() {
        long seed = Settings.seed();
        Path path = directory.resolve("journal");
        Board writing = Board.open(directory.resolve("writer"));
        Board reading = Board.open(directory.resolve("reader"));
        writing.set(FeedMain.LIMIT, 1);
        try (Journal journal = Journal.openOrCreate(
                        path, JournalOptions.defaults().pageSize(PAGE_SIZE).retention(Retention.pages(4)));
                ChildProcess reader =
                        ChildProcess.start(ReadMain.class, path, directory.resolve("reader"), 64, "risk", "earliest")) {
            Await.until("the reader is there " + reader.errors(), () -> reading.get(ReadMain.OPENED) == 1);
            long mostFiles = 0;
            try (ChildProcess writer = ChildProcess.start(FeedMain.class, path, directory.resolve("writer"), seed, 1)) {
                while (reading.get(ReadMain.POSITION) < (long) PAGES * PAGE_SIZE) {
                    // The reader lags: it stands still until the writer is as far ahead as it may be.
                    long begin = reading.get(ReadMain.POSITION);
                    reading.set(ReadMain.HOLD, begin);
                    writing.set(FeedMain.LIMIT, begin + AHEAD);
                    Await.until(
                            "the writer is ahead, seed " + seed + ": " + writer.errors() + reader.errors(),
                            () -> writing.get(FeedMain.POSITION) >= begin + AHEAD);
                    for (ChildProcess each : List.of(writer, reader)) {
                        Await.until("few are mapped", () -> mapped(each, path, "") <= MOST_MAPPED);
                        Await.until("few that are removed are mapped", () -> mapped(each, path, "(deleted)") <= 4);
                    }
                    long files = pages(path).count();
                    mostFiles = Math.max(mostFiles, files);
                    reading.set(ReadMain.HOLD, 0);
                    Await.until(
                            "the reader goes on, seed " + seed + ": " + reader.errors(),
                            () -> reading.get(ReadMain.POSITION) >= begin + AHEAD / 2);
                }
                writing.set(FeedMain.STOP, 1);
                writer.endWell();
            }
            long last = writing.get(FeedMain.ACKNOWLEDGED);
            reading.set(ReadMain.LAST, last);
            reader.endWell();
            Delivery.requireAll(reading, 1, last, "risk, seed " + seed);
            // What is ahead, the page that is left, the spare one.
            assertTrue(mostFiles <= AHEAD / PAGE_SIZE + 4, "files: " + mostFiles);
            journal.prune();
            assertTrue(pages(path).count() <= 5, "files: " + pages(path).toList());
            Figures.print("pages=%d most-files=%d seed=%d", journal.status().currentPageIndex(), mostFiles, seed);
        }
    }

    private static void fill(Journal journal, int pages) {
        byte[] payload = new byte[journal.maxPayloadLength()];
        try (Appender appender = journal.appender()) {
            while (appender.position() >>> PAGE_BITS < pages) {
                appender.append(payload);
            }
        }
    }

    private static Retention retention(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> Retention.consumers();
            case 1 -> Retention.pages(1 + random.nextInt(4));
            case 2 -> Retention.bytes(1 + random.nextInt(1 << 20));
            default -> Retention.age(Duration.ofMillis(1 + random.nextInt(50)));
        };
    }

    /** Missing, and the cursor still there behind the look: then it was needed. */
    private static void requirePageOfCursor(Journal journal, long seed) {
        long cursor = cursor(journal);
        boolean there = Files.exists(journal.path().resolve(PageDescriptor.fileName(cursor >>> PAGE_BITS)));
        assertTrue(there || cursor(journal) != cursor, "page of cursor " + cursor + " is gone, seed " + seed);
    }

    private static long cursor(Journal journal) {
        return journal.status().consumers().get(0).cursor();
    }

    private static void requireAlive(List<ChildProcess> children, long seed) {
        for (ChildProcess child : children) {
            assertTrue(child.isAlive(), () -> "seed " + seed + ": " + child.errors());
        }
    }

    private static long mapped(ChildProcess child, Path path, String what) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + child.pid() + "/maps"))) {
            return lines.filter(line -> line.contains(path + "/") && line.endsWith(what))
                    .count();
        } catch (IOException | UncheckedIOException e) {
            throw new AssertionError(child.errors(), e);
        }
    }

    private static Stream<Long> pages(Path path) {
        try (Stream<Path> names = Files.list(path)) {
            return LongStream.of(names.mapToLong(name ->
                                    PageDescriptor.indexOf(name.getFileName().toString()))
                            .filter(index -> index >= 0)
                            .sorted()
                            .toArray())
                    .boxed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

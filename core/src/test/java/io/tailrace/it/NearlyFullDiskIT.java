package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Await;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.Retention;
import io.tailrace.check.Board;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Figures;
import io.tailrace.check.Settings;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.check.SmallDisk;
import io.tailrace.layout.ControlDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A file system that has room for the capacity and three pages, and not a block more: the writer, which waits for the reader at the gate,
 * and the page that it prepares, which waits for memory that the reader has to give back, must not wait for each other. Any error about
 * space ends the writer's process and fails this.
 */
class NearlyFullDiskIT {
    private static final int PAGE_SIZE = 1 << 16;
    private static final int BLOCK = 4096;
    private static final int CONSUMER_SLOTS = 4;

    /** The one that is written, the one prepared, the one being made. */
    private static final int MORE_PAGES = 3;

    private static final int PAGES = Settings.number("tailrace.full.pages", 4_000);

    @TempDir(factory = SharedMemoryDirectory.class)
    Path directory;

    private SmallDisk disk;

    private void mount(int capacityPages) {
        int control = ControlDescriptor.length(1, CONSUMER_SLOTS);
        long size = (long) (capacityPages + MORE_PAGES) * PAGE_SIZE + (control + BLOCK - 1) / BLOCK * BLOCK;
        disk = SmallDisk.mount(directory.resolve("disk"), size);
    }

    @AfterEach
    void unmount() {
        if (disk != null) {
            disk.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "8, consumers, false",
        "8, consumers, true",
        "1, consumers, false",
        "1, consumers, true",
        "2, pages, true",
        "8, pages, false",
        "8, bytes, true"
    })
    void capacityAndThreePagesAreEnough(int capacityPages, String kept, boolean inStops)
            throws IOException, InterruptedException {
        long seed = Settings.seed();
        mount(capacityPages);
        Path path = disk.path().resolve("journal");
        Board writing = Board.open(directory.resolve("writer"));
        Board reading = Board.open(directory.resolve("reader"));
        long capacity = (long) capacityPages * PAGE_SIZE;
        Retention retention = switch (kept) {
            case "pages" -> Retention.pages(capacityPages);
            case "bytes" -> Retention.bytes(capacity - PAGE_SIZE);
            default -> Retention.consumers();
        };
        JournalOptions options = JournalOptions.defaults()
                .pageSize(PAGE_SIZE)
                .writerSlots(1)
                .consumerSlots(CONSUMER_SLOTS)
                .capacity(capacity)
                .retention(retention);
        long begin = System.nanoTime();
        writing.set(FeedMain.LIMIT, Long.MAX_VALUE);
        try (Journal journal = Journal.openOrCreate(path, options);
                ChildProcess reader =
                        ChildProcess.start(ReadMain.class, path, directory.resolve("reader"), 64, "risk", "earliest")) {
            Await.until("the reader is there " + reader.errors(), () -> reading.get(ReadMain.OPENED) == 1);
            try (ChildProcess writer = ChildProcess.start(FeedMain.class, path, directory.resolve("writer"), seed, 1)) {
                SplittableRandom random = new SplittableRandom(seed);
                long target = (long) PAGES * PAGE_SIZE;
                while (reading.get(ReadMain.POSITION) < target) {
                    long from = reading.get(ReadMain.POSITION);
                    if (inStops) {
                        reader.pause();
                        Await.instant(random.nextLong(30_000_000));
                        reader.resume();
                        // Long enough to unmap what it has left, too.
                        Await.instant(random.nextLong(20_000_000));
                    }
                    Await.until(
                            "it goes on, seed " + seed + ": " + writer.errors() + reader.errors(),
                            Duration.ofSeconds(30),
                            () -> reading.get(ReadMain.POSITION) > from || !writer.isAlive() || !reader.isAlive());
                    assertTrue(
                            writer.isAlive() && reader.isAlive(),
                            () -> "seed " + seed + ": " + writer.errors() + reader.errors());
                }
                writing.set(FeedMain.STOP, 1);
                writer.endWell();
            }
            long last = writing.get(FeedMain.ACKNOWLEDGED);
            reading.set(ReadMain.LAST, last);
            reader.endWell();
            Delivery.requireAll(reading, 1, last, "risk, seed " + seed);
            assertNull(journal.verify().fault());
            Figures.print(
                    "capacity-pages=%d kept=%s stops=%b pages=%d frames=%d seconds=%.1f seed=%d",
                    capacityPages,
                    kept,
                    inStops,
                    journal.status().currentPageIndex(),
                    last,
                    (System.nanoTime() - begin) / 1e9,
                    seed);
        }
    }
}

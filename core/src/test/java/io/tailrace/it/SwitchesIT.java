package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Await;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus;
import io.tailrace.Verification;
import io.tailrace.check.Board;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Figures;
import io.tailrace.check.Settings;
import io.tailrace.check.SharedMemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A writer and a reader, each in a process of its own, over more than ten thousand switches of the smallest pages there are. More with
 * {@code -Dtailrace.switches=N} or TAILRACE_SWITCHES; each takes 64 KiB of memory until the test ends.
 */
class SwitchesIT {
    private static final int PAGE_SIZE = 1 << 16;
    private static final int SWITCHES = Settings.number("tailrace.switches", 10_200);

    @Test
    void everyFrameArrivesOverTenThousandSwitches(@TempDir(factory = SharedMemoryDirectory.class) Path directory) {
        long seed = Settings.seed();
        Path path = directory.resolve("journal");
        Board writing = Board.open(directory.resolve("writer"));
        Board reading = Board.open(directory.resolve("reader"));
        writing.set(FeedMain.LIMIT, (long) SWITCHES * PAGE_SIZE);
        long begin = System.nanoTime();
        try (Journal journal =
                        Journal.openOrCreate(path, JournalOptions.defaults().pageSize(PAGE_SIZE));
                ChildProcess writer = ChildProcess.start(FeedMain.class, path, directory.resolve("writer"), seed, 1);
                ChildProcess reader = ChildProcess.start(
                        ReadMain.class, path, directory.resolve("reader"), 64, "reader", "earliest")) {
            Await.until(
                    "all pages written " + writer.errors(),
                    Duration.ofSeconds(60 + SWITCHES / 200),
                    () -> !writer.isAlive()
                            || !reader.isAlive()
                            || writing.get(FeedMain.POSITION) >= (long) SWITCHES * PAGE_SIZE);
            assertTrue(reader.isAlive(), reader.errors());
            writing.set(FeedMain.STOP, 1);
            writer.endWell();
            long last = writing.get(FeedMain.ACKNOWLEDGED);
            reading.set(ReadMain.LAST, last);
            reader.endWell();
            Delivery.requireAll(reading, 1, last, "reader");

            JournalStatus status = journal.status();
            assertTrue(status.currentPageIndex() >= SWITCHES, "switches: " + status.currentPageIndex());
            assertEquals(status.tail(), status.consumers().get(0).cursor());
            Verification verification = journal.verify();
            assertNull(verification.fault());
            assertEquals(last, verification.frames());
            Figures.print(
                    "switches=%d frames=%d bytes=%d seconds=%.1f seed=%d",
                    status.currentPageIndex(),
                    last,
                    verification.payloadBytes(),
                    (System.nanoTime() - begin) / 1e9,
                    seed);
        }
    }
}

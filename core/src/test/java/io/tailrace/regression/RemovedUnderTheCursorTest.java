package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.ConsumerPolicy;
import io.tailrace.Frame;
import io.tailrace.GapException;
import io.tailrace.Journal;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.TestJournals;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The page of a cursor was removed between the look whether it is there and the walk through it, with a floor that had been raised before
 * both: that was reported as damage.
 */
class RemovedUnderTheCursorTest {
    private static final int ROUNDS = 30;
    private static final ReaderOptions RISK =
            ReaderOptions.defaults().consumer("risk").policy(ConsumerPolicy.FREE);

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void isAGap() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Path path = journals.path();
        long floor = 2L * TestJournals.PAGE_SIZE + PageDescriptor.HEADER_LENGTH;
        int gaps = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (Journal journal = Journal.openOrCreate(path.resolveSibling("round-" + round), TestJournals.small())) {
                fill(journal);
                journal.reader(RISK).close();
                RawFile.putLong(journal.path().resolve("control"), ControlDescriptor.FLOOR_OFFSET, floor);
                resumeWhileRemoved(journal, random.nextInt(20_000));
                try (Reader reader = journal.reader(RISK)) {
                    // What is mapped still is read still.
                    reader.poll(Frame.decoder(), frame -> true, 1);
                } catch (GapException e) {
                    assertEquals(PageDescriptor.HEADER_LENGTH, e.from(), "seed " + seed);
                    assertEquals(floor, e.to(), "seed " + seed);
                    gaps++;
                }
            }
        }
        assertTrue(gaps > 0, "seed " + seed);
    }

    private static void resumeWhileRemoved(Journal journal, int spins) throws InterruptedException {
        Path page = journal.path().resolve("0" + PageDescriptor.FILE_SUFFIX);
        CountDownLatch resuming = new CountDownLatch(1);
        Thread remover = new Thread(() -> {
            try {
                resuming.await();
                for (int i = 0; i < spins; i++) {
                    Thread.onSpinWait();
                }
                Files.delete(page);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        remover.start();
        do {
            resuming.countDown();
            journal.reader(RISK).close();
        } while (Files.exists(page));
        remover.join();
        assertTrue(Files.notExists(page));
    }

    /** Three pages and a bit. */
    private static void fill(Journal journal) {
        try (Appender appender = journal.appender()) {
            for (int i = 0; i < 10; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD], 0, TestJournals.MAX_PAYLOAD, 0, 0);
            }
        }
    }
}

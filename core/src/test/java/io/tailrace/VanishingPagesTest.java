package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who searches, looks or verifies while pages are removed goes on at what is still there: that is no damage. */
class VanishingPagesTest {
    private static final int LOOKS = 1_000;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong appended = new AtomicLong();
    private Journal journal;
    private Thread writer;

    /** Timestamps are the numbers of the frames, three in a page; a few pages stay. */
    @BeforeEach
    void write() {
        journal = journals.create(TestJournals.small().retention(Retention.pages(2)));
        Appender appender = journals.closing(journal.appender());
        writer = new Thread(() -> {
            while (!stop.get()) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD], 0, TestJournals.MAX_PAYLOAD, 0, appended.get() + 1);
                appended.incrementAndGet();
            }
        });
        writer.start();
        Await.until("pages are removed", () -> journal.status().floor() > 100 * TestJournals.PAGE_SIZE);
    }

    @AfterEach
    void end() throws InterruptedException {
        stop.set(true);
        writer.join();
    }

    @Test
    void earliest() {
        int gaps = 0;
        for (int i = 0; i < LOOKS; i++) {
            try (Reader reader = journal.reader()) {
                long start = reader.position();
                try {
                    reader.poll(Frame.decoder(), frame -> true, 1);
                } catch (GapException e) {
                    assertEquals(start, e.from());
                    gaps++;
                }
            }
        }
        assertTrue(gaps < LOOKS);
    }

    @Test
    void timestamp() {
        for (int i = 0; i < LOOKS; i++) {
            journal.reader(ReaderOptions.defaults().start(Start.timestamp(appended.get() - 6)))
                    .close();
        }
    }

    @Test
    void position() {
        int refused = 0;
        for (int i = 0; i < LOOKS; i++) {
            long floor = journal.status().floor();
            try {
                journal.reader(ReaderOptions.defaults().start(Start.position(floor + 16384)))
                        .close();
            } catch (InvalidPositionException e) {
                assertEquals(floor + 16384, e.position());
                refused++;
            }
        }
        assertTrue(refused < LOOKS);
    }

    @Test
    void resumedConsumer() {
        for (int i = 0; i < LOOKS; i++) {
            try (Reader reader = journal.reader(ReaderOptions.defaults().consumer("risk"))) {
                reader.poll(Frame.decoder(), frame -> true, 100);
            }
        }
    }

    @RepeatedTest(3)
    void statusAndVerify() {
        for (int i = 0; i < LOOKS; i++) {
            JournalStatus status = journal.status();
            assertTrue(status.tail() >= status.floor(), () -> status.tail() + " < " + status.floor());
            assertNull(journal.verify().fault());
        }
    }
}

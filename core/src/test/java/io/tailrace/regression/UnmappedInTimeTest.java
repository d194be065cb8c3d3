package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.ProcSelf;
import io.tailrace.Reader;
import io.tailrace.Retention;
import io.tailrace.TestJournals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Unmapping a page is done behind whoever leaves it, and from JDK 22 on waits for all threads of the JVM. Who goes through pages faster than
 * that must be held up: it ran out of descriptors, and whoever mapped a page waited behind all that was to be unmapped.
 */
class UnmappedInTimeTest {
    private static final int PAGES = 1_500;
    private static final int SPINNERS = 4;

    /** What may wait for being unmapped, and what writer and reader have in use, prepared and touched. */
    private static final int MOST_MAPPED = 16 + 24;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void whoGoesThroughPagesDoesNotOutrunWhoUnmapsThem() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> spinners = new ArrayList<>();
        for (int i = 0; i < SPINNERS; i++) {
            Thread spinner = new Thread(() -> {
                while (!stop.get()) {
                    Thread.onSpinWait();
                }
            });
            spinners.add(spinner);
            spinner.start();
        }
        byte[] payload = new byte[TestJournals.MAX_PAYLOAD];
        int most = 0;
        try {
            Journal journal = journals.create(TestJournals.small().retention(Retention.pages(4)));
            Appender appender = journals.closing(journal.appender());
            Reader reader = journals.closing(journal.reader());
            for (int page = 0; page < PAGES; page++) {
                for (int frame = 0; frame < 3; frame++) {
                    appender.append(payload);
                }
                reader.poll((buffer, offset, length, header) -> {}, 10);
                if (page % 50 == 49) {
                    most = Math.max(most, ProcSelf.mappings(journals.path()).size());
                }
            }
        } finally {
            stop.set(true);
            for (Thread spinner : spinners) {
                spinner.join();
            }
        }
        assertTrue(most <= MOST_MAPPED, most + " mapped at a time");
    }
}

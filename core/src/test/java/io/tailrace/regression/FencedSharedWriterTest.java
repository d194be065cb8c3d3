package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.RawFile;
import io.tailrace.TestJournals;
import io.tailrace.WriterFencedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A shared writer gave its page back before the look at the gates that may throw, and kept it: the next append was into a page that was
 * not mapped any more, which crashes the JVM.
 */
class FencedSharedWriterTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void holdsItsPageUntilItHasAnother() {
        Journal journal = journals.create(TestJournals.small().mode(JournalMode.SHARED));
        Appender appender = journals.closing(journal.appender());
        byte[] quarter = new byte[TestJournals.MAX_PAYLOAD];
        for (int i = 0; i < 3; i++) {
            appender.append(quarter);
        }
        // Nobody takes a shared journal over, but these are bytes that others can write.
        RawFile.putInt(journals.control(), 260, 7);
        assertThrows(WriterFencedException.class, () -> appender.append(quarter));
        // Unmapping is done in the background.
        for (int i = 0; i < 2_000; i++) {
            assertThrows(WriterFencedException.class, () -> appender.append(quarter));
        }
    }
}

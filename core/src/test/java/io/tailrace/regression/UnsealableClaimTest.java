package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.CorruptJournalException;
import io.tailrace.Frame;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.TestJournals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What keeps a claim from being sealed reached nobody: its reader stood before it for ever, and said nothing. */
class UnsealableClaimTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void isAnErrorOfTheReaderThatStandsBeforeIt() {
        Journal journal = journals.create(TestJournals.small().mode(JournalMode.SHARED));
        long claimed;
        try (Appender appender = journal.appender()) {
            appender.append(new byte[8]);
            claimed = appender.append(new byte[8]);
        }
        Reader reader = journals.closing(journal.reader());
        assertEquals(1, reader.poll(Frame.decoder(), frame -> true, 1));
        // Under a reader that has the page mapped: another index in its header, and a claim of a writer that is gone.
        RawFile.putLong(journals.page(0), 32, 7);
        RawFile.putLong(journals.page(0), claimed, 0x1000_0001_0000_0008L);
        CorruptJournalException e = assertThrows(
                CorruptJournalException.class,
                () -> Await.until("an error", () -> reader.poll(Frame.decoder(), frame -> true, 1) < 0));
        assertTrue(e.getMessage().contains("page index is 7"), e.getMessage());
        assertEquals(claimed, reader.position());
    }
}

package io.tailrace.samples.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.WriterActiveException;
import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A result that comes again changes nothing, also for the next process. */
@ExtendWith(TestJournalExtension.class)
class LedgerTest {
    private TestJournal journal;

    @BeforeEach
    void open(TestJournal given) {
        journal = given;
    }

    private Ledger ledger() {
        return Ledger.open(journal.path());
    }

    private static boolean enter(Ledger ledger, long sequence) {
        return ledger.enter(
                1000 + 32 * sequence, Order.of(sequence), Order.of(sequence).worth());
    }

    @Test
    void aResultIsWrittenOnce() {
        try (Ledger ledger = ledger()) {
            assertTrue(enter(ledger, 0));
            assertTrue(enter(ledger, 1));
            assertFalse(enter(ledger, 1));
            assertFalse(enter(ledger, 0));
            assertTrue(enter(ledger, 2));
        }
        assertEquals(3, journal.frames().size());
    }

    @Test
    void theNextProcessKnowsWhatIsThere() {
        try (Ledger ledger = ledger()) {
            enter(ledger, 0);
            enter(ledger, 1);
            ledger.handedOver(Order.of(2));
        }
        try (Ledger ledger = ledger()) {
            assertFalse(enter(ledger, 1));
            assertTrue(enter(ledger, 2));
        }
        assertEquals(4, journal.frames().size());
    }

    @Test
    void onlyOneHasItAtATime() {
        try (Ledger ledger = ledger()) {
            assertThrows(WriterActiveException.class, this::ledger);
            assertTrue(enter(ledger, 0));
        }
    }
}

package io.tailrace.samples.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The account finds each kind of fault, and none where there is none. */
@ExtendWith(TestJournalExtension.class)
class AccountTest {
    private static final int FRAMES = 5;

    private long position;

    private String account(TestJournal journal, boolean expected, Consumer<Ledger> what) {
        try (Ledger ledger = Ledger.open(journal.path())) {
            what.accept(ledger);
        }
        StringWriter text = new StringWriter();
        assertEquals(expected, Account.of(journal.path()).isExact(FRAMES, new PrintWriter(text, true)), text::toString);
        return text.toString();
    }

    private void work(Ledger ledger, long sequence) {
        ledger.handedOver(Order.of(sequence));
        ledger.enter(++position, Order.of(sequence), Order.of(sequence).worth());
    }

    private void workOnAll(Ledger ledger) {
        for (int sequence = 0; sequence < FRAMES; sequence++) {
            work(ledger, sequence);
        }
    }

    @Test
    void moreThanOnceHandedOverIsFine(TestJournal journal) {
        String text = account(journal, true, ledger -> {
            ledger.handedOver(Order.of(3));
            workOnAll(ledger);
        });
        assertTrue(text.contains("5 frames handed over 6 times, 1 of them more than once, 0 never"), text);
        assertTrue(text.contains("5 results, 0 missing, 0 twice, 0 wrong"), text);
        assertEquals(FRAMES, Account.of(journal.path()).frames());
    }

    /** Who reads it, for example another program, need not know what language the machine has. */
    @Test
    void numbersAreTheSameOnAllMachines(TestJournal journal) {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            moreThanOnceHandedOverIsFine(journal);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aMissingResultIsFound(TestJournal journal) {
        String text = account(journal, false, ledger -> {
            for (long sequence : new long[] {0, 1, 3, 4}) {
                work(ledger, sequence);
            }
            ledger.handedOver(Order.of(2));
        });
        assertTrue(text.contains("4 results, 1 missing"), text);
    }

    @Test
    void aFrameThatWasNeverHandedOverIsFound(TestJournal journal) {
        String text = account(journal, false, ledger -> {
            for (long sequence = 0; sequence < FRAMES - 1; sequence++) {
                work(ledger, sequence);
            }
            ledger.enter(++position, Order.of(4), Order.of(4).worth());
        });
        assertTrue(text.contains("1 never"), text);
    }

    @Test
    void aSecondResultIsFound(TestJournal journal) {
        String text = account(journal, false, ledger -> {
            workOnAll(ledger);
            work(ledger, 2);
        });
        assertTrue(text.contains("1 twice"), text);
    }

    @Test
    void aWrongResultIsFound(TestJournal journal) {
        String text = account(journal, false, ledger -> {
            for (long sequence = 0; sequence < FRAMES - 1; sequence++) {
                work(ledger, sequence);
            }
            ledger.handedOver(Order.of(4));
            ledger.enter(++position, Order.of(4), Order.of(4).worth() + 1);
        });
        assertTrue(text.contains("1 wrong"), text);
    }

    @Test
    void aResultOfNoFrameIsFound(TestJournal journal) {
        account(journal, false, ledger -> {
            workOnAll(ledger);
            work(ledger, FRAMES);
        });
    }
}

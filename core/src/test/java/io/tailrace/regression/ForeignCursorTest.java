package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.CorruptJournalException;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.TestJournals;
import io.tailrace.internal.control.ControlFile;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cursor that never was a position is damage: neither a gap, nor the number that says there is none. */
class ForeignCursorTest {
    private static final ReaderOptions RISK = ReaderOptions.defaults().consumer("risk");

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @ParameterizedTest
    @ValueSource(longs = {-1, -8, Long.MIN_VALUE, 0, 56, 63, 65, 65536, 65536 + 56})
    void isRefusedAndLeftAsItIs(long cursor) throws IOException {
        journals.createWith("one", "two");
        Journal journal = journals.open();
        journal.reader(RISK).close();
        put(cursor);
        CorruptJournalException e = assertThrows(CorruptJournalException.class, () -> journal.reader(RISK));
        assertEquals(cursor, e.position());
        assertTrue(e.getMessage().contains("\"risk\""), e.getMessage());
        assertEquals(cursor, journal.status().consumers().get(0).cursor());
    }

    @Test
    void nameIsFreeOnceItIsMended() throws IOException {
        journals.createWith("one", "two");
        Journal journal = journals.open();
        journal.reader(RISK).close();
        put(-1);
        assertThrows(CorruptJournalException.class, () -> journal.reader(RISK));
        put(64);
        try (Reader reader = journal.reader(RISK)) {
            assertEquals(64, reader.position());
        }
    }

    private void put(long cursor) throws IOException {
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.consumer(0).storeCursor(cursor);
        }
    }
}

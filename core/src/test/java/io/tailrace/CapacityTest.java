package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.layout.ControlDescriptor;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The capacity of a journal: what it may be, and who may change it. */
class CapacityTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void lessThanAPageIsRefusedBeforeAnythingIsMade() {
        JournalOptions options = TestJournals.small().capacity(65535);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Journal.openOrCreate(journals.path(), options));
        assertTrue(e.getMessage().contains("65535") && e.getMessage().contains("65536"), e.getMessage());
        assertFalse(Files.exists(journals.path()));
        assertEquals(
                65536, journals.create(TestJournals.small().capacity(65536)).capacity());
    }

    @Test
    void isChangedForEverybodyAndTold() {
        Journal journal = journals.create();
        assertEquals(JournalOptions.UNBOUNDED, journal.capacity());
        long watch = RawFile.getLong(journals.control(), ControlDescriptor.WATCH_OFFSET);
        journal.setCapacity(100_001);
        assertEquals(100_001, journal.capacity());
        assertEquals(100_001, journals.open().capacity());
        assertEquals(watch + 1, RawFile.getLong(journals.control(), ControlDescriptor.WATCH_OFFSET));
        journal.setCapacity(JournalOptions.UNBOUNDED);
        assertEquals(JournalOptions.UNBOUNDED, journal.capacity());
    }

    @Test
    void whatIsNoCapacityIsRefused() {
        Journal journal = journals.create();
        for (long bytes : new long[] {-1, 1, 65535, Long.MIN_VALUE}) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> journal.setCapacity(bytes));
            assertTrue(
                    e.getMessage().contains(bytes + " bytes") && e.getMessage().contains("65536"), e.getMessage());
        }
        assertEquals(JournalOptions.UNBOUNDED, journal.capacity());
        journal.close();
        assertThrows(JournalClosedException.class, journal::capacity);
        assertThrows(JournalClosedException.class, () -> journal.setCapacity(65536));
    }

    @Test
    void readOnlyHandlesTellItAndDoNotChangeIt() {
        journals.create(TestJournals.small().capacity(70_000));
        Journal looking = journals.closing(
                Journal.open(journals.path(), JournalOptions.defaults().readOnly(true)));
        assertEquals(70_000, looking.capacity());
        assertThrows(JournalAccessException.class, () -> looking.setCapacity(80_000));
    }

    /** A number that others can write: the sum with a cursor may be beyond all numbers. */
    @Test
    void beyondAllPositionsIsAsUnbounded() {
        Journal journal = journals.create(TestJournals.small().capacity(Long.MAX_VALUE));
        journal.reader(ReaderOptions.defaults().consumer("c")).close();
        Appender appender =
                journals.closing(journal.appender(AppenderOptions.defaults().gateTimeout(java.time.Duration.ZERO)));
        for (int i = 0; i < 20; i++) {
            appender.append(new byte[TestJournals.MAX_PAYLOAD]);
        }
    }
}

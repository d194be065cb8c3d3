package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.Appender;
import io.tailrace.CorruptJournalException;
import io.tailrace.Journal;
import io.tailrace.RawFile;
import io.tailrace.ReaderOptions;
import io.tailrace.TestJournals;
import io.tailrace.Until;
import io.tailrace.layout.ConsumerDescriptor;
import io.tailrace.layout.ControlDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A reader that could not be opened left its new name registered: a gate that nobody would ever open. */
class FailedRegistrationTest {
    private static final int WRITER_SLOTS = 1;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void aNewNameIsGoneWhenItsReaderCouldNotBeOpened() {
        try (Journal journal = journals.create(TestJournals.small().writerSlots(WRITER_SLOTS));
                Appender appender = journal.appender()) {
            ReaderOptions toTheTail = ReaderOptions.defaults().until(Until.tail());
            journal.reader(toTheTail.consumer("old")).close();
            appender.append(new byte[8]);
            long damaged = appender.append(new byte[8]);
            RawFile.putLong(journals.page(0), damaged, -1);
            for (String name : new String[] {"new", "old"}) {
                assertThrows(CorruptJournalException.class, () -> journal.reader(toTheTail.consumer(name)));
            }
            assertEquals(ConsumerDescriptor.STATE_REGISTERED, state(0), "what was there stays");
            assertEquals(ConsumerDescriptor.STATE_FREE, state(1));
            RawFile.putLong(journals.page(0), damaged, 0);
        }
    }

    private int state(int slot) {
        return RawFile.getInt(
                journals.control(),
                ControlDescriptor.consumerSlotOffset(WRITER_SLOTS, slot) + ConsumerDescriptor.STATE_OFFSET);
    }
}

package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.Appender;
import io.tailrace.Frames;
import io.tailrace.IncompatibleJournalException;
import io.tailrace.Journal;
import io.tailrace.RawFile;
import io.tailrace.TestJournals;
import io.tailrace.layout.ControlDescriptor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The boot id is two stores, between which a writer may be killed: half of one says nothing, not even that it is another one. */
class HalfBootIdTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @ParameterizedTest
    @ValueSource(ints = {0, Long.BYTES})
    void isUnknownAndMended(int half) {
        journals.createWith("one");
        long offset = ControlDescriptor.BOOT_ID_OFFSET + half;
        long whole = RawFile.getLong(journals.control(), offset);
        RawFile.putLong(journals.control(), offset, 0);
        Journal journal = journals.open();
        try (Appender appender = journal.appender()) {
            appender.append(Frames.bytes("two"));
        }
        assertEquals(whole, RawFile.getLong(journals.control(), offset));
        assertEquals(List.of("one", "two"), Frames.textsOf(journal));
    }

    @Test
    void otherWholeOneIsRefused() {
        journals.createWith("one");
        long offset = ControlDescriptor.BOOT_ID_OFFSET + Long.BYTES;
        RawFile.putLong(journals.control(), offset, RawFile.getLong(journals.control(), offset) ^ 1);
        assertThrows(IncompatibleJournalException.class, () -> journals.open().appender());
    }
}

package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.CorruptJournalException;
import io.tailrace.Frame;
import io.tailrace.Frames;
import io.tailrace.Journal;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.TestJournals;
import io.tailrace.Until;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

/** A word is free only if all of it is 0: otherwise readers would wait behind damage for ever, and the writer would write over it. */
class FreeWordTest {
    private static final long FREE_BUT_NOT_ZERO = 1000;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void whatIsNotZeroAtTheTailIsDamage() {
        journals.createWith("one");
        long tail = 64 + 24;
        RawFile.putLong(journals.page(0), tail, FREE_BUT_NOT_ZERO);
        Journal journal = journals.open();
        ReaderOptions all = ReaderOptions.defaults();
        List<Executable> uses = List.of(
                journal::appender,
                journal::status,
                () -> Frames.of(journal),
                () -> journal.reader(all.start(Start.latest())),
                () -> journal.reader(all.start(Start.timestamp(1))),
                () -> journal.reader(all.until(Until.tail())));
        for (Executable use : uses) {
            assertEquals(tail, assertThrows(CorruptJournalException.class, use).position());
        }
        assertEquals(CorruptJournalException.class, journal.verify().fault().getClass());
        List<Frame> before = new ArrayList<>();
        try (Reader reader = journal.reader()) {
            assertThrows(CorruptJournalException.class, () -> reader.poll(Frame.decoder(), before::add, 9));
        }
        assertEquals(1, before.size(), "what lies before it");
        assertEquals(FREE_BUT_NOT_ZERO, RawFile.getLong(journals.page(0), tail));
    }
}

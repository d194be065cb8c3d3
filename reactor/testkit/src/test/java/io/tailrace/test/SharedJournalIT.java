package io.tailrace.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tailrace.Frame;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus.WriterStatus;
import io.tailrace.Reader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several processes write one journal, and some of them die or stop. */
class SharedJournalIT {
    @RegisterExtension
    final TestJournalExtension journals =
            new TestJournalExtension(JournalOptions.defaults().mode(JournalMode.SHARED));

    @Test
    void severalWriteAndOneDiesAppending(TestJournal journal) {
        WriterProcess first = journal.startWriter();
        WriterProcess second = journal.startWriter();
        assertEquals(
                List.of(first.pid(), second.pid()),
                journal.status().writers().stream().map(WriterStatus::pid).toList());
        first.append("a");
        second.append("b");
        first.dieAppending("x".repeat(1_000));
        assertFalse(journal.status().writers().get(0).alive());
        second.append("c");
        journal.append("d");
        assertEquals(List.of("a", "b", "c", "d"), read(journal, 4));
        assertEquals(1, journal.status().sealed());
        assertNull(journal.open().verify().fault());
    }

    @Test
    void oneThatIsHaltedAppendsAgainWhatWasSealed(TestJournal journal) {
        WriterProcess halted = journal.startWriter();
        long began = halted.beginAppending("late");
        halted.pause();
        journal.append("a");
        assertEquals(List.of("a"), read(journal, 1));
        assertEquals(1, journal.status().sealed());
        halted.resume();
        assertNotEquals(began, halted.endAppending());
        assertEquals(List.of("a", "late"), journal.texts());
    }

    private static List<String> read(TestJournal journal, int count) {
        List<String> texts = new ArrayList<>();
        Reader reader = journal.closing(journal.open().reader());
        Await.until(() -> count + " frames, not " + texts, () -> {
            reader.poll(Frame.decoder(), frame -> texts.add(frame.utf8()), count);
            return texts.size() >= count;
        });
        return texts;
    }
}

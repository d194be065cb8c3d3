package io.tailrace.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Frame;
import io.tailrace.FrameTooLargeException;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus.WriterStatus;
import io.tailrace.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The kit and its faults on journals of many writers. */
class SharedJournalTest {
    @RegisterExtension
    final TestJournalExtension journals =
            new TestJournalExtension(JournalOptions.defaults().mode(JournalMode.SHARED));

    @Test
    void itIsSharedAndTheKitAppendsBesideOthers(TestJournal journal) {
        assertEquals("shared", journal.status().mode());
        Appender other = journal.closing(journal.open().appender());
        journal.append("a");
        other.append("b".getBytes());
        journal.append("c");
        assertEquals(List.of("a", "b", "c"), journal.texts());
        long next = journal.fillPages(2);
        assertEquals(next, journal.append("d"));
        other.append("e".getBytes());
        assertEquals("e", journal.frames().get(journal.frames().size() - 1).utf8());
    }

    @Test
    void whoDiedAppendingIsPassedOver(TestJournal journal) {
        journal.append("a");
        journal.faults().writerDiesAppending("x".repeat(10_000));
        WriterStatus dead = journal.status().writers().get(0);
        assertFalse(dead.alive());
        assertFalse(ProcessHandle.of(dead.pid()).isPresent());
        // Behind the claim, in another slot or in the same one, which seals it first.
        assertEquals(88 + 10_016, journal.append("b"));
        assertEquals(List.of("a", "b"), read(journal.open(), 2));
        assertEquals(1, journal.status().sealed());
        assertNull(journal.open().verify().fault());
    }

    @Test
    void aReaderThatMayWriteSealsWhatADeadOneLeft(TestJournal journal) {
        Appender living = journal.closing(journal.open().appender());
        journal.faults().writerDiesAppending("torn");
        living.append("b".getBytes());
        assertEquals(List.of("b"), read(journal.open(), 1));
        assertEquals(1, journal.status().sealed());
    }

    @Test
    void manyMayDie(TestJournal journal) {
        Appender living = journal.closing(journal.open().appender());
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            journal.faults().writerDiesAppending("torn".repeat(1 + i * 100));
            living.append(("b" + i).getBytes());
            expected.add("b" + i);
        }
        assertEquals(expected, read(journal.open(), 20));
        assertEquals(20, journal.status().sealed());
        assertThrows(FrameTooLargeException.class, () -> journal.faults().writerDiesAppending(new byte[1 << 16]));
    }

    @Test
    void whoStallsDelaysReadersNoLongerThanTheirPatience(TestJournal journal) {
        try (StalledAppend stalled = journal.faults().writerStallsAppending("slow")) {
            journal.append("a");
            Journal patient = journal.open();
            Reader waiting = journal.closing(patient.reader());
            assertEquals(0, waiting.poll(Frame.decoder(), frame -> true, 10), "it lives");
            Journal impatient = journal.closing(
                    Journal.open(journal.path(), JournalOptions.defaults().patience(Duration.ofMillis(20))));
            assertEquals(List.of("a"), read(impatient, 1));
            assertEquals(1, journal.status().sealed());
            assertTrue(stalled.goOn() > 0);
        }
        assertEquals(List.of("a", "slow"), journal.texts());
    }

    @Test
    void whoStallsAndGoesOnInTimeKeepsItsPlace(TestJournal journal) {
        StalledAppend stalled = journal.faults().writerStallsAppending("first");
        journal.append("second");
        assertEquals(64, stalled.goOn());
        stalled.close();
        assertEquals(List.of("first", "second"), journal.texts());
        assertEquals(0, journal.status().sealed());
        journal.faults().writerStallsAppending("never").close();
        assertEquals(List.of("first", "second"), journal.texts());
    }

    private static List<String> read(Journal journal, int count) {
        List<String> texts = new ArrayList<>();
        try (Reader reader = journal.reader()) {
            Await.until(() -> count + " frames, not " + texts, () -> {
                reader.poll(Frame.decoder(), frame -> texts.add(frame.utf8()), count);
                return texts.size() >= count;
            });
        }
        return texts;
    }
}

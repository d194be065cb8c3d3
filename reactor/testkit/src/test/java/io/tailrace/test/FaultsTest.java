package io.tailrace.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.CorruptJournalException;
import io.tailrace.Frame;
import io.tailrace.FrameTooLargeException;
import io.tailrace.GapException;
import io.tailrace.IncompatibleJournalException;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.WriterActiveException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults do what they say. */
@ExtendWith(TestJournalExtension.class)
class FaultsTest {
    @Test
    void aWriterThatDiedIsFollowedAndNothingTornIsSeen(TestJournal journal) {
        journal.append("a");
        assertEquals(List.of(), journal.status().writers());
        Reader reader = journal.closing(journal.open().reader());
        journal.faults().writerDiesAppending("x".repeat(10_000));
        assertEquals(1, journal.status().writers().size(), "it left uncleanly");
        assertFalse(journal.status().writers().get(0).alive());
        assertFalse(ProcessHandle.of(journal.status().writers().get(0).pid()).isPresent());
        assertEquals(List.of("a"), journal.texts());
        assertNull(journal.open().verify().fault());
        assertEquals(88, journal.append("b"), "right behind it");
        assertEquals(List.of(), journal.status().writers());
        assertEquals(List.of("a", "b"), journal.texts());
        assertEquals(2, reader.poll(Frame.decoder(), frame -> true, 10));
    }

    @Test
    void aWriterCannotDieInThePlaceOfOneThatLives(TestJournal journal) {
        Appender appender = journal.closing(journal.open().appender());
        assertThrows(WriterActiveException.class, () -> journal.faults().writerDiesAppending("x"));
        appender.append(new byte[1]);
    }

    @Test
    void whatNobodyCouldAppendKillsNobody(TestJournal journal) {
        assertThrows(FrameTooLargeException.class, () -> journal.faults().writerDiesAppending(new byte[1 << 16]));
        assertEquals(List.of(), journal.status().writers(), "it left cleanly");
        journal.append("a");
        assertEquals(0, journal.status().statistics().takeovers());
    }

    /** Again and again: as a supervised process that is restarted into the same fault. */
    @Test
    void writersMayDieOneAfterAnother(TestJournal journal) {
        for (int i = 0; i < 5; i++) {
            journal.faults().writerDiesAppending("x".repeat(1000 * (5 - i)));
        }
        journal.append("a");
        assertEquals(List.of("a"), journal.texts());
    }

    /** Whoever takes the role next may do so at any instant of a death. */
    @Test
    void writersMayDieBesideOneThatComesAndGoes(TestJournal journal) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Integer> appended = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            while (!stop.get()) {
                try {
                    journal.append("a" + count);
                    count++;
                } catch (WriterActiveException e) {
                    Thread.onSpinWait();
                }
            }
            return count;
        });
        int deaths = 0;
        Journal opened = journal.open();
        Await.until(() -> "frames are there", () -> opened.status().tail() > 1000);
        for (int i = 0; i < 200 && !appended.isDone(); i++) {
            try {
                journal.faults().writerDiesAppending("torn".repeat(100));
                deaths++;
            } catch (WriterActiveException e) {
                Thread.onSpinWait();
            }
        }
        stop.set(true);
        int count = appended.get(30, TimeUnit.SECONDS);
        assertTrue(deaths > 0 && count > 0, deaths + " deaths, " + count + " frames");
        assertNull(opened.verify().fault());
        assertEquals(IntStream.range(0, count).mapToObj(i -> "a" + i).toList(), journal.texts());
    }

    @Test
    void aGap(TestJournal journal) {
        long tail = journal.fillPages(3);
        journal.append("a");
        try (Journal opened = Journal.open(journal.path())) {
            opened.reader(ReaderOptions.defaults().consumer("risk")).close();
        }
        journal.awaitReleased();
        assertEquals(2 * 65536 + 64, journal.faults().evictPages(2));
        assertEquals(1, journal.status().statistics().evictions());
        assertFalse(Files.exists(journal.path().resolve("1.page")));
        Reader resumed =
                journal.closing(journal.open().reader(ReaderOptions.defaults().consumer("risk")));
        GapException gap = assertThrows(GapException.class, () -> resumed.poll(Frame.decoder(), frame -> true, 10));
        assertEquals(64, gap.from());
        assertEquals(2 * 65536 + 64, gap.to());
        assertEquals(2 * 65536 + 64, journal.consumer("risk").cursor());
        assertEquals(3 * 65536 + 64, journal.faults().evictPages(1));
        assertEquals(2, journal.status().statistics().evictions(), "it stood behind the gap");
        assertEquals(List.of("a"), journal.texts());
        assertEquals(tail, journal.frames().get(0).position());
        assertThrows(IllegalArgumentException.class, () -> journal.faults().evictPages(1), "the page that is written");
        assertThrows(IllegalArgumentException.class, () -> journal.faults().evictPages(0));
    }

    @Test
    void aPageThatIsMissing(TestJournal journal) {
        long position = journal.fillPages(2);
        journal.append("a");
        journal.faults().deletePage(1);
        JournalException e = assertThrows(JournalException.class, journal::frames);
        assertInstanceOf(CorruptJournalException.class, e);
        assertEquals(65536 + 64, e.position());
        assertEquals(2 * 65536 + 64, position);
        assertThrows(IllegalArgumentException.class, () -> journal.faults().deletePage(1));
    }

    @Test
    void aPageThatIsDamaged(TestJournal journal) {
        journal.fillPages(1);
        journal.append("a");
        journal.awaitReleased();
        journal.faults().corruptPage(1);
        CorruptJournalException e = assertThrows(CorruptJournalException.class, journal::frames);
        assertTrue(e.getMessage().contains("magic"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"WORD, Corrupt", "LENGTH, Corrupt", "FLAGS, Incompatible"})
    void aWordThatIsDamaged(FramePart part, String error, TestJournal journal) {
        journal.append("a");
        long position = journal.append("b");
        journal.faults().corrupt(position, part);
        try (Journal opened = Journal.open(journal.path());
                Reader reader = opened.reader()) {
            Class<? extends JournalException> type =
                    error.equals("Corrupt") ? CorruptJournalException.class : IncompatibleJournalException.class;
            JournalException e =
                    assertThrows(type, () -> reader.poll(Frame.decoder(), frame -> true, 10), part.toString());
            assertTrue(e.getMessage().contains("position " + position), e.getMessage());
            assertEquals(position, reader.position(), "what comes before it was delivered");
        }
    }

    @Test
    void whatNobodyCanKnowComesAsItIs(TestJournal journal) {
        long position = journal.append("abc");
        journal.append("d");
        journal.faults().corrupt(position, FramePart.PAYLOAD);
        journal.faults().corrupt(position, FramePart.TYPE);
        journal.faults().corrupt(position, FramePart.TIMESTAMP);
        List<Frame> frames = journal.frames();
        assertEquals(Frame.of(64, -1, 65535, new byte[] {~'a', ~'b', ~'c'}), frames.get(0));
        assertEquals("d", frames.get(1).utf8());
        journal.faults().corrupt(position, FramePart.PAYLOAD);
        assertEquals("abc", journal.texts().get(0), "twice is as it was");
    }

    @Test
    void onlyFramesCanBeDamaged(TestJournal journal) {
        journal.append("abcdefgh", "b");
        for (long position : new long[] {0, 65, 72, 80, 1 << 20}) {
            for (FramePart part : FramePart.values()) {
                assertThrows(
                        IllegalArgumentException.class, () -> journal.faults().corrupt(position, part), "" + position);
            }
        }
        assertEquals(List.of("abcdefgh", "b"), journal.texts());
    }
}

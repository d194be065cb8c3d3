package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.internal.control.ControlFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A cursor in shared memory: it resumes, is stored once a poll, and never gets ahead of what was delivered. */
class NamedConsumerTest {
    private static final int FRAMES = 30;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private Appender appender;

    @BeforeEach
    void fill() {
        journal = journals.create(TestJournals.small().consumerSlots(8));
        appender = journals.closing(journal.appender());
        for (int i = 0; i < FRAMES; i++) {
            appender.append(new byte[5000], 0, 5000, i, 0);
        }
    }

    @Test
    void resumesAnywhere() {
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; seen.size() < FRAMES; i++) {
            try (Reader reader = reader("risk")) {
                reader.poll(Frame.decoder(), frame -> seen.add(frame.type()), 1 + i % 4);
            }
        }
        for (int i = 0; i < FRAMES; i++) {
            assertEquals(i, seen.get(i));
        }
        try (Reader reader = reader("risk")) {
            assertEquals(List.of(), Frames.all(reader));
            appender.append(Frames.bytes("live"));
            assertEquals(List.of("live"), Frames.texts(reader));
        }
    }

    @Test
    void resumesAfterTheJournalWasClosedByAll() {
        try (Reader reader = reader("risk")) {
            assertEquals(7, reader.poll(Frame.decoder(), frame -> true, 7));
        }
        journals.closeAll();
        journals.awaitReleased();
        journal = journals.open();
        try (Reader reader = reader("risk")) {
            assertEquals(7, Frames.all(reader).get(0).type());
        }
    }

    @Test
    void startCountsOnlyWithoutACursor() {
        ReaderOptions options = ReaderOptions.defaults().consumer("late").start(Start.latest());
        try (Reader reader = journal.reader(options)) {
            assertEquals(List.of(), Frames.all(reader));
        }
        appender.append(new byte[1], 0, 1, FRAMES, 0);
        appender.append(new byte[1], 0, 1, FRAMES + 1, 0);
        try (Reader reader = journal.reader(options)) {
            assertEquals(FRAMES, Frames.all(reader).get(0).type());
        }
    }

    @Test
    void eachNameHasItsOwn() {
        try (Reader first = reader("first");
                Reader second = reader("second");
                Reader unnamed = journal.reader()) {
            first.poll(Frame.decoder(), frame -> true, 3);
            second.poll(Frame.decoder(), frame -> true, 5);
            unnamed.poll(Frame.decoder(), frame -> true, 9);
            assertEquals(first.position(), status("first").cursor());
            assertEquals(second.position(), status("second").cursor());
            assertEquals(2, journal.status().consumers().size());
        }
    }

    @Test
    void storedOncePerPollAndNeverAhead() {
        try (Reader reader = reader("risk")) {
            List<Long> cursors = new ArrayList<>();
            reader.poll(
                    (buffer, offset, length, header) ->
                            cursors.add(status("risk").cursor()),
                    4);
            assertEquals(List.of(64L, 64L, 64L, 64L), cursors, "while the poll lasts");
            assertEquals(64 + 4 * 5016, status("risk").cursor());
            assertEquals(reader.position(), status("risk").cursor());
        }
    }

    @Test
    void neverAheadOfAHandlerThatThrew() {
        try (Reader reader = reader("risk")) {
            assertThrows(
                    IllegalStateException.class,
                    () -> reader.poll(
                            (buffer, offset, length, header) -> {
                                if (header.type() == 3) {
                                    throw new IllegalStateException();
                                }
                            },
                            100));
            assertEquals(64 + 3 * 5016, status("risk").cursor(), "what was delivered before it is done");
        }
        try (Reader reader = reader("risk")) {
            assertEquals(3, Frames.all(reader).get(0).type());
        }
    }

    @Test
    void storedWhenTheConsumerStopsAndWhenTheHandlerCloses() {
        Reader reader = reader("risk");
        reader.poll(Frame.decoder(), frame -> frame.type() < 2, 100);
        assertEquals(64 + 3 * 5016, status("risk").cursor());
        reader.poll((buffer, offset, length, header) -> reader.close(), 100);
        assertEquals(64 + 4 * 5016, status("risk").cursor());
        try (Reader next = reader("risk")) {
            assertEquals(4, Frames.all(next).get(0).type());
        }
    }

    @Test
    void stepsOverPaddingAndEndOfPage() {
        appender.claim(100).abort();
        try (Reader reader = reader("risk")) {
            Frames.all(reader);
            assertEquals(appender.position(), status("risk").cursor());
            assertEquals(0, status("risk").lagBytes());
        }
    }

    @Test
    void raisedGenerationLosesTheConsumer() throws IOException {
        Reader reader = journals.closing(reader("risk"));
        reader.poll(Frame.decoder(), frame -> true, 2);
        long stored = status("risk").cursor();
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.consumer(0).raiseRegistration();
        }
        ConsumerLostException e =
                assertThrows(ConsumerLostException.class, () -> reader.poll(Frame.decoder(), frame -> true, 2));
        assertTrue(e.getMessage().contains("\"risk\""), e.getMessage());
        assertEquals(stored, e.position());
        assertEquals(stored, status("risk").cursor(), "not moved");
        reader.close();
        assertEquals(stored, status("risk").cursor(), "nor by close");
    }

    @Test
    void cursorMovedBySomebodyElseIsNotOverwritten() throws IOException {
        Reader reader = journals.closing(reader("risk"));
        reader.poll(Frame.decoder(), frame -> true, 2);
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.consumer(0).storeCursor(64);
        }
        assertThrows(ConsumerLostException.class, () -> reader.poll(Frame.decoder(), frame -> true, 2));
        assertEquals(64, status("risk").cursor());
    }

    @Test
    void cursorInTheMiddleOfAFrame() throws IOException {
        reader("risk").close();
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.consumer(0).storeCursor(64 + 16);
        }
        CorruptJournalException e = assertThrows(CorruptJournalException.class, () -> reader("risk"));
        assertEquals(64 + 16, e.position());
        assertTrue(e.getMessage().contains("\"risk\"") && e.getMessage().contains("middle"), e.getMessage());
        assertEquals(64 + 16, status("risk").cursor(), "left as it was found");
        assertTrue(!status("risk").alive(), "and free");
    }

    @Test
    void cursorOutsideTheJournal() throws IOException {
        reader("risk").close();
        for (long cursor : new long[] {appender.position() + 8, 1L << 40, Long.MAX_VALUE}) {
            try (ControlFile control = ControlFile.open(journals.control(), true)) {
                control.consumer(0).storeCursor(cursor);
            }
            assertThrows(JournalException.class, () -> reader("risk"), "cursor " + cursor);
            journal.status();
        }
    }

    private Reader reader(String name) {
        return journal.reader(ReaderOptions.defaults().consumer(name));
    }

    private ConsumerStatus status(String name) {
        return journal.status().consumers().stream()
                .filter(consumer -> consumer.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}

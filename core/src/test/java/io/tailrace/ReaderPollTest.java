package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a poll delivers, and what it does when the handler throws, stops, closes or polls. */
class ReaderPollTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final List<String> seen = new ArrayList<>();
    private final FrameHandler see =
            (buffer, offset, length, header) -> seen.add(buffer.getStringWithoutLengthUtf8(offset, length));

    private Journal journal;
    private Appender appender;
    private Reader reader;

    @BeforeEach
    void open() {
        journal = journals.create();
        appender = journals.closing(journal.appender());
        reader = journals.closing(journal.reader());
        append("a", "b", "c", "d", "e");
    }

    @Test
    void limitAndOrder() {
        assertEquals(2, reader.poll(see, 2));
        assertEquals(List.of("a", "b"), seen);
        assertEquals(64 + 2 * 24, reader.position());
        assertEquals(3, reader.poll(see, 4));
        assertEquals(List.of("a", "b", "c", "d", "e"), seen);
        assertEquals(appender.position(), reader.position());
        assertEquals(0, reader.poll(see, 4));
        assertFalse(reader.isDone());
        append("f");
        assertEquals(1, reader.poll(see, 4));
        assertEquals("f", seen.get(5));
    }

    @Test
    void limitOfAtLeastOne() {
        assertThrows(IllegalArgumentException.class, () -> reader.poll(see, 0));
        assertThrows(IllegalArgumentException.class, () -> reader.poll(see, -1));
        assertThrows(NullPointerException.class, () -> reader.poll(null, 1));
        assertEquals(5, reader.poll(see, Integer.MAX_VALUE));
    }

    @Test
    void headerSaysWhatWasAppended() {
        long position = appender.append(Frames.bytes("xyz"), 0, 3, 65535, -7);
        Frames.all(reader);
        Reader again = journals.closing(journal.reader(ReaderOptions.defaults().start(Start.position(position))));
        again.poll(
                (buffer, offset, length, header) -> {
                    assertEquals(position, header.position());
                    assertEquals(position + 24, header.nextPosition());
                    assertEquals(-7, header.timestamp());
                    assertEquals(65535, header.type());
                    assertEquals(3, header.length());
                    assertEquals(3, length);
                    assertEquals(3, buffer.capacity());
                    assertEquals(0, offset);
                    seen.add("looked");
                },
                1);
        assertEquals(List.of("looked"), seen);
    }

    @Test
    void frameWhoseHandlerThrewComesAgain() {
        RuntimeException failure = new RuntimeException("of the handler");
        RuntimeException met = assertThrows(
                RuntimeException.class,
                () -> reader.poll(
                        (buffer, offset, length, header) -> {
                            if (seen.size() == 2) {
                                throw failure;
                            }
                            see.onFrame(buffer, offset, length, header);
                        },
                        10));
        assertSame(failure, met);
        assertEquals(List.of("a", "b"), seen);
        assertEquals(64 + 2 * 24, reader.position());
        assertEquals(3, reader.poll(see, 10));
        assertEquals(List.of("a", "b", "c", "d", "e"), seen);
    }

    @Test
    void frameWhoseConsumerThrewComesAgain() {
        assertThrows(
                IllegalStateException.class,
                () -> reader.poll(
                        Frame.decoder(),
                        frame -> {
                            throw new IllegalStateException();
                        },
                        10));
        assertEquals(5, Frames.all(reader).size());
    }

    @Test
    void errorsComeThrough() {
        assertThrows(
                AssertionError.class,
                () -> reader.poll(
                        (buffer, offset, length, header) -> {
                            throw new AssertionError("of the handler");
                        },
                        10));
        assertEquals(5, reader.poll(see, 10));
    }

    @Test
    void consumerEndsThePollBehindItsFrame() {
        List<Frame> frames = new ArrayList<>();
        assertEquals(
                2,
                reader.poll(
                        Frame.decoder(),
                        frame -> {
                            frames.add(frame);
                            return frames.size() < 2;
                        },
                        10));
        assertEquals(64 + 2 * 24, reader.position());
        assertEquals(3, reader.poll(see, 10));
        assertEquals(List.of("c", "d", "e"), seen);
    }

    @Test
    void closeInsideTheHandler() {
        assertEquals(
                1,
                reader.poll(
                        (buffer, offset, length, header) -> {
                            reader.close();
                            see.onFrame(buffer, offset, length, header);
                        },
                        10));
        assertEquals(List.of("a"), seen, "the bytes are there until the handler returned");
        assertThrows(JournalClosedException.class, () -> reader.poll(see, 10));
    }

    @Test
    void closeInsideAHandlerThatThrows() {
        assertThrows(
                IllegalStateException.class,
                () -> reader.poll(
                        (buffer, offset, length, header) -> {
                            reader.close();
                            throw new IllegalStateException();
                        },
                        10));
        assertThrows(JournalClosedException.class, () -> reader.poll(see, 10));
    }

    @Test
    void pollInsideTheHandler() {
        assertEquals(
                5,
                reader.poll(
                        (buffer, offset, length, header) -> {
                            assertThrows(IllegalStateException.class, () -> reader.poll(see, 1));
                            see.onFrame(buffer, offset, length, header);
                        },
                        10));
        assertEquals(5, seen.size());
    }

    @Test
    void appendInsideTheHandlerIsSeenInTheSamePoll() {
        assertEquals(
                10,
                reader.poll(
                        (buffer, offset, length, header) -> {
                            if (seen.size() < 5) {
                                append("more");
                            }
                            see.onFrame(buffer, offset, length, header);
                        },
                        100));
        assertEquals("more", seen.get(9));
    }

    @Test
    void closedForPolling() {
        reader.close();
        reader.close();
        assertThrows(JournalClosedException.class, () -> reader.poll(see, 1));
        reader.markActive(1, true);
        assertEquals(64, reader.position());
    }

    @Test
    void readersDoNotDisturbEachOther() {
        Reader other = journals.closing(journals.open().reader());
        assertEquals(2, reader.poll(see, 2));
        assertEquals(5, Frames.all(other).size());
        other.close();
        assertEquals(3, reader.poll(see, 10));
        assertTrue(seen.equals(List.of("a", "b", "c", "d", "e")));
    }

    private void append(String... texts) {
        for (String text : texts) {
            appender.append(Frames.bytes(text));
        }
    }
}

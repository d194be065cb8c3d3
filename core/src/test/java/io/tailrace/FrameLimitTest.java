package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A frame has at most a quarter of a page: exactly that works, one byte more is an error that changes nothing. */
class FrameLimitTest {
    private static final int MAX = TestJournals.MAX_PAYLOAD;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private Appender appender;

    @BeforeEach
    void open() {
        journal = journals.create();
        appender = journals.closing(journal.appender());
    }

    @Test
    void longestPayload() {
        assertEquals(16368, journal.maxPayloadLength());
        byte[] payload = Frames.pattern(MAX, 5);
        appender.append(payload);
        appender.append(ByteBuffer.wrap(payload));
        appender.append(SourceBuffer.of(payload), 0, MAX);
        appender.claim(MAX).commit();
        appender.batch(MAX + 16).close();
        List<Frame> frames = Frames.of(journal);
        assertEquals(4, frames.size());
        for (Frame frame : frames.subList(0, 3)) {
            assertArrayEquals(payload, frame.toByteArray());
        }
    }

    @Test
    void oneByteMore() {
        byte[] payload = new byte[MAX + 1];
        long before = appender.position();
        requireTooLarge(assertThrows(FrameTooLargeException.class, () -> appender.append(payload)));
        requireTooLarge(assertThrows(FrameTooLargeException.class, () -> appender.append(ByteBuffer.wrap(payload))));
        requireTooLarge(assertThrows(
                FrameTooLargeException.class, () -> appender.append(SourceBuffer.of(payload), 0, MAX + 1)));
        requireTooLarge(assertThrows(FrameTooLargeException.class, () -> appender.claim(MAX + 1)));
        assertThrows(FrameTooLargeException.class, () -> appender.batch(MAX + 17));
        assertThrows(FrameTooLargeException.class, () -> appender.claim(Integer.MAX_VALUE));
        assertThrows(RuntimeException.class, () -> appender.batch(Integer.MAX_VALUE));
        assertEquals(before, appender.position());
        assertEquals(before, appender.append(Frames.bytes("next")));
        assertEquals(List.of("next"), Frames.textsOf(journal));
    }

    @Test
    void negativeLengths() {
        assertThrows(IllegalArgumentException.class, () -> appender.claim(-1));
        assertThrows(IllegalArgumentException.class, () -> appender.batch(0));
        assertThrows(IllegalArgumentException.class, () -> appender.batch(-1));
        assertEquals(64, appender.append(Frames.bytes("next")));
    }

    private static void requireTooLarge(FrameTooLargeException e) {
        assertTrue(e.getMessage().contains("16369"), e.getMessage());
        assertTrue(e.getMessage().contains("16368"), e.getMessage());
        assertTrue(e.getMessage().contains("pageSize"), e.getMessage());
        assertTrue(!e.isRetryable());
    }
}

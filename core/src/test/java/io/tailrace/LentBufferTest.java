package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The bytes that a handler gets: of one frame, read-only, and only as long as it runs. */
class LentBufferTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Reader reader;
    private DirectBuffer kept;
    private int calls;

    @BeforeEach
    void open() {
        Journal journal = journals.create();
        try (Appender appender = journal.appender()) {
            appender.append(Frames.bytes("first"));
            appender.append(Frames.bytes("second"));
        }
        reader = journals.closing(journal.reader());
    }

    @Test
    void invalidBehindTheCallback() {
        reader.poll(this::keep, 1);
        assertThrows(IllegalStateException.class, () -> kept.getByte(0));
        assertThrows(IllegalStateException.class, () -> kept.getBytes(0, new byte[5]));
        assertThrows(IllegalStateException.class, () -> kept.byteBuffer());
    }

    @Test
    void invalidBehindADecoder() {
        Object value = new Object();
        reader.poll(
                (buffer, offset, length, frame) -> {
                    kept = buffer;
                    return value;
                },
                given -> true,
                1);
        assertThrows(IllegalStateException.class, () -> kept.getByte(0));
    }

    @Test
    void invalidBehindACallbackThatThrew() {
        assertThrows(
                IllegalStateException.class,
                () -> reader.poll(
                        (buffer, offset, length, frame) -> {
                            kept = buffer;
                            throw new IllegalStateException("of the handler");
                        },
                        1));
        assertThrows(IllegalStateException.class, () -> kept.getByte(0));
    }

    @Test
    void boundedToItsFrame() {
        reader.poll(
                (buffer, offset, length, frame) -> {
                    calls++;
                    assertEquals(length, buffer.capacity());
                    assertThrows(IndexOutOfBoundsException.class, () -> buffer.getByte(length));
                    assertThrows(IndexOutOfBoundsException.class, () -> buffer.getByte(-1));
                    assertThrows(IndexOutOfBoundsException.class, () -> buffer.getLong(0));
                    assertThrows(IndexOutOfBoundsException.class, () -> buffer.getBytes(1, new byte[length]));
                    assertThrows(UnsupportedOperationException.class, buffer::addressOffset);
                },
                10);
        assertEquals(2, calls);
    }

    @Test
    void readOnly() {
        journals.expectLeak();
        reader.poll(
                (buffer, offset, length, frame) -> {
                    calls++;
                    assertFalse(buffer instanceof MutableDirectBuffer);
                    ByteBuffer raw = buffer.byteBuffer();
                    assertTrue(raw.isReadOnly());
                    assertThrows(ReadOnlyBufferException.class, () -> raw.put(0, (byte) 1));
                    assertEquals(buffer.getByte(0), raw.get(buffer.wrapAdjustment()));
                },
                10);
        assertEquals(2, calls);
    }

    @Test
    void rawViewOutlivesThePage() {
        journals.expectLeak();
        ByteBuffer[] raw = new ByteBuffer[1];
        int[] at = new int[1];
        reader.poll(
                (buffer, offset, length, frame) -> {
                    raw[0] = buffer.byteBuffer();
                    at[0] = buffer.wrapAdjustment();
                },
                1);
        journals.closeAll();
        assertEquals((byte) 'f', raw[0].get(at[0]), "left to the collector, not unmapped under its user");
    }

    private void keep(DirectBuffer buffer, int offset, int length, FrameHeader frame) {
        kept = buffer;

        assertEquals(5, frame.length());
    }
}

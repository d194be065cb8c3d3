package io.tailrace.it;

import io.tailrace.Appender;
import io.tailrace.FrameHandler;
import io.tailrace.FrameHeader;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;

/** Frames that say which they are, and when they were appended: {@code System.nanoTime} is one clock for all processes of a machine. */
final class WakeFrames implements FrameHandler {
    private static final int LENGTH = 2 * Long.BYTES;

    private final ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
    private int count;
    private long appended;

    /** Appends the next one. */
    void append(Appender appender) {
        bytes.putLong(0, count++).putLong(Long.BYTES, System.nanoTime());
        appender.append(bytes.array());
    }

    @Override
    public void onFrame(DirectBuffer buffer, int offset, int length, FrameHeader header) {
        buffer.getBytes(offset, bytes.array(), 0, LENGTH);
        if (bytes.getLong(0) != count) {
            throw new IllegalStateException("frame " + bytes.getLong(0) + " came, expected was " + count);
        }
        count++;
        appended = bytes.getLong(Long.BYTES);
    }

    int count() {
        return count;
    }

    /** When the last one was appended. */
    long appended() {
        return appended;
    }
}

package io.tailrace.stress.waiting;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * What is appended: when, and what it is good for.
 *
 * <pre>
 *  0  System.nanoTime of the append, one clock for all processes    8  kind    16..31  nothing
 * </pre>
 */
final class WaitingFrame {
    static final int LENGTH = 32;

    /** Short gaps come before the others, until both sides are compiled. */
    static final long WARM_UP = 1;

    static final long COUNTED = 2;
    static final long END = 3;

    private static final int KIND_OFFSET = 8;

    private WaitingFrame() {}

    static byte[] bytes() {
        return new byte[LENGTH];
    }

    static void fill(byte[] frame, long nanoTime, long kind) {
        ByteBuffer.wrap(frame)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, nanoTime)
                .putLong(KIND_OFFSET, kind);
    }

    static long nanoTime(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN);
    }

    static long kind(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + KIND_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }
}

package io.tailrace.internal.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The only class with ordered access to shared memory. The mode is in the name: match release with acquire, volatile with volatile, opaque
 * with opaque; a plain store is published by a later release store of the same thread (rule and wording after Agrona's
 * {@code AtomicBuffer}).
 *
 * <p>Buffers are mapped or direct, offsets are multiples of the size of what is accessed; everything is little-endian, whatever the
 * buffer's own order is. Out of bounds is an {@link IndexOutOfBoundsException}.
 */
public final class Words {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Words() {}

    public static long longPlain(ByteBuffer bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }

    public static void putLongPlain(ByteBuffer bytes, int offset, long value) {
        LONG.set(bytes, offset, value);
    }

    public static long longOpaque(ByteBuffer bytes, int offset) {
        return (long) LONG.getOpaque(bytes, offset);
    }

    public static void putLongOpaque(ByteBuffer bytes, int offset, long value) {
        LONG.setOpaque(bytes, offset, value);
    }

    public static long longAcquire(ByteBuffer bytes, int offset) {
        return (long) LONG.getAcquire(bytes, offset);
    }

    public static void putLongRelease(ByteBuffer bytes, int offset, long value) {
        LONG.setRelease(bytes, offset, value);
    }

    public static long longVolatile(ByteBuffer bytes, int offset) {
        return (long) LONG.getVolatile(bytes, offset);
    }

    public static void putLongVolatile(ByteBuffer bytes, int offset, long value) {
        LONG.setVolatile(bytes, offset, value);
    }

    public static boolean casLong(ByteBuffer bytes, int offset, long expected, long value) {
        return LONG.compareAndSet(bytes, offset, expected, value);
    }

    public static long addLong(ByteBuffer bytes, int offset, long delta) {
        return (long) LONG.getAndAdd(bytes, offset, delta);
    }

    /**
     * Raises a word to a value, unless it is there or beyond already; volatile.
     *
     * @return what was found: below the value if this call raised it
     */
    public static long maxLong(ByteBuffer bytes, int offset, long value) {
        long found = longVolatile(bytes, offset);
        while (found < value && !casLong(bytes, offset, found, value)) {
            found = longVolatile(bytes, offset);
        }
        return found;
    }

    public static int intPlain(ByteBuffer bytes, int offset) {
        return (int) INT.get(bytes, offset);
    }

    public static void putIntPlain(ByteBuffer bytes, int offset, int value) {
        INT.set(bytes, offset, value);
    }

    public static int intOpaque(ByteBuffer bytes, int offset) {
        return (int) INT.getOpaque(bytes, offset);
    }

    public static void putIntOpaque(ByteBuffer bytes, int offset, int value) {
        INT.setOpaque(bytes, offset, value);
    }

    public static int intAcquire(ByteBuffer bytes, int offset) {
        return (int) INT.getAcquire(bytes, offset);
    }

    public static void putIntVolatile(ByteBuffer bytes, int offset, int value) {
        INT.setVolatile(bytes, offset, value);
    }

    public static boolean casInt(ByteBuffer bytes, int offset, int expected, int value) {
        return INT.compareAndSet(bytes, offset, expected, value);
    }

    /** Loads before this stay before loads after it: for who looks at an incarnation after taking bytes. */
    public static void loadLoadFence() {
        VarHandle.loadLoadFence();
    }

    /** Stores before this are visible before stores after it: a plain store may otherwise overtake a release store before it. */
    public static void storeStoreFence() {
        VarHandle.storeStoreFence();
    }

    /** Stores before this are visible before any load after it. */
    public static void fullFence() {
        VarHandle.fullFence();
    }
}

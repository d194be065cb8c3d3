package io.tailrace.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A mapped file of numbers that a child process writes and its parent reads: what stands there when the child is killed is how far it had
 * come, to the instruction. Nothing of the journal's own code is used.
 */
public final class Board {
    /** Numbers on a board that does not say. */
    public static final int SIZE = 1 << 14;

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer bytes;

    private Board(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    public static Board open(Path path) {
        return open(path, SIZE);
    }

    /** One of another size than {@link #SIZE}. */
    public static Board open(Path path, int numbers) {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Board(channel.map(FileChannel.MapMode.READ_WRITE, 0, numbers * 8L));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long get(int field) {
        return (long) LONG.getAcquire(bytes, field * 8);
    }

    /** What was stored before is there for who sees this. */
    public void set(int field, long value) {
        LONG.setRelease(bytes, field * 8, value);
    }

    /** Replaces a number, unless another process did so first. */
    public boolean replace(int field, long expected, long value) {
        return LONG.compareAndSet(bytes, field * 8, expected, value);
    }

    /** Counts on, beside other processes. */
    public long add(int field, long delta) {
        return (long) LONG.getAndAdd(bytes, field * 8, delta) + delta;
    }
}

package io.tailrace.check;

import io.tailrace.FrameDecoder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/**
 * Payloads that tell which they are and whether they are whole:
 *
 * <pre>
 *  0         8        12                    length-4   length
 * +----------+--------+---------------------+----------+
 * | sequence | writer | noise               | CRC32C   |
 * +----------+--------+---------------------+----------+
 * </pre>
 *
 * <p>Noise, so that what a killed writer left behind looks like no word that could be taken for a good one. For one thread.
 */
public final class Payloads {
    /** Bytes of the shortest payload. */
    public static final int MIN_LENGTH = 16;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int WRITER = 8;
    private static final int FIRST_SCRATCH = 1 << 10;
    private static final int NOISE = 1 << 16;
    private static final int SHIFTS = 1 << 12;
    private static final byte[] noise = new byte[NOISE + SHIFTS];

    static {
        new SplittableRandom(1).nextBytes(noise);
    }

    private final CRC32C crc = new CRC32C();
    private byte[] scratch = new byte[FIRST_SCRATCH];

    /** Makes the payload of a sequence of the only writer there is; in an array that the next call uses again. */
    public byte[] make(long sequence, int length) {
        return make(0, sequence, length);
    }

    /** Makes the payload of a sequence; in an array that the next call uses again. */
    public byte[] make(int writer, long sequence, int length) {
        reserve(length);
        int shift = (int) (sequence % SHIFTS);
        for (int at = 0; at < length; at += NOISE) {
            System.arraycopy(noise, shift, scratch, at, Math.min(NOISE, length - at));
        }
        LONG.set(scratch, 0, sequence);
        INT.set(scratch, WRITER, writer);
        INT.set(scratch, length - 4, checksum(length - 4));
        return scratch;
    }

    /** The sequence of a payload, -1 if it is not whole. */
    public long check(DirectBuffer buffer, int offset, int length) {
        return isWhole(buffer, offset, length) ? (long) LONG.get(scratch, 0) : -1;
    }

    /** The stamp of a frame, a torn one if it is not whole. */
    public Stamp stamp(DirectBuffer buffer, int offset, int length, long position) {
        return isWhole(buffer, offset, length)
                ? new Stamp((int) INT.get(scratch, WRITER), (long) LONG.get(scratch, 0), position)
                : Stamp.torn(position);
    }

    /** Decodes stamps; for one subscription. */
    public static FrameDecoder<Stamp> stamps() {
        Payloads payloads = new Payloads();
        return (buffer, offset, length, header) -> payloads.stamp(buffer, offset, length, header.position());
    }

    private boolean isWhole(DirectBuffer buffer, int offset, int length) {
        if (length < MIN_LENGTH) {
            return false;
        }
        reserve(length);
        buffer.getBytes(offset, scratch, 0, length);
        return (int) INT.get(scratch, length - 4) == checksum(length - 4);
    }

    private void reserve(int length) {
        if (length > scratch.length) {
            scratch = new byte[Math.max(length, 2 * scratch.length)];
        }
    }

    private int checksum(int length) {
        crc.reset();
        crc.update(scratch, 0, length);
        return (int) crc.getValue();
    }
}

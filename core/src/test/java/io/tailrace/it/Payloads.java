package io.tailrace.it;

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
 *  0         8                     length-4   length
 * +----------+---------------------+----------+
 * | sequence | noise               | CRC32C   |
 * +----------+---------------------+----------+
 * </pre>
 *
 * <p>Noise, so that what a killed writer left behind looks like no word that could be taken for a good one. For one thread.
 */
final class Payloads {
    /** Bytes of the shortest payload. */
    static final int MIN_LENGTH = 12;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int NOISE = 1 << 16;
    private static final int SHIFTS = 1 << 12;
    private static final byte[] noise = new byte[NOISE + SHIFTS];

    static {
        new SplittableRandom(1).nextBytes(noise);
    }

    private final CRC32C crc = new CRC32C();
    private byte[] scratch = new byte[NOISE];

    /** Makes the payload of a sequence; in an array that the next call uses again. */
    byte[] make(long sequence, int length) {
        reserve(length);
        int shift = (int) (sequence % SHIFTS);
        for (int at = 0; at < length; at += NOISE) {
            System.arraycopy(noise, shift, scratch, at, Math.min(NOISE, length - at));
        }
        LONG.set(scratch, 0, sequence);
        INT.set(scratch, length - 4, checksum(length - 4));
        return scratch;
    }

    /** The sequence of a payload, -1 if it is not whole. */
    long check(DirectBuffer buffer, int offset, int length) {
        if (length < MIN_LENGTH) {
            return -1;
        }
        reserve(length);
        buffer.getBytes(offset, scratch, 0, length);
        return (int) INT.get(scratch, length - 4) == checksum(length - 4) ? (long) LONG.get(scratch, 0) : -1;
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

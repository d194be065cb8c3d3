package io.tailrace.internal.buffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.AsciiEncoding;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one claim, lent to a writer until commit or abort: a {@link FrameBuffer} that can be written. Encoders
 * write straight into the page; nothing is copied at commit.
 *
 * <p>Units, errors and the single thread are those of {@link FrameBuffer}. The buffer never grows: a write beyond the
 * claim throws {@link IndexOutOfBoundsException} and changes nothing, a write after commit or abort throws
 * {@link IllegalStateException}. Negative values given to the {@code putNatural...} methods, of which Agrona makes
 * garbage, throw {@link NumberFormatException}.
 */
public final class ClaimBuffer extends FrameBuffer implements MutableDirectBuffer {
    /** Agrona writes a null string as this in UTF-8, and as an empty one in ASCII. */
    private static final String NULL_UTF8 = "null";

    private static final int LAST_ASCII = 127;

    /**
     * Makes a buffer that is expired until it is aimed.
     *
     * @param escapes whom to tell when a raw view leaves
     */
    public ClaimBuffer(EscapeListener escapes) {
        super(escapes);
    }

    @Override
    ByteBuffer viewOf(ByteBuffer page) {
        return page.duplicate();
    }

    @Override
    public boolean isExpandable() {
        alive();
        return false;
    }

    @Override
    public void setMemory(int index, int length, byte value) {
        int from = at(index, length);
        int end = from + length;
        long eight = (value & 0xFFL) * 0x0101_0101_0101_0101L;
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            bytes.putLong(i, eight);
        }
        for (; i < end; i++) {
            bytes.put(i, value);
        }
    }

    @Override
    public void putByte(int index, byte value) {
        bytes.put(at(index, Byte.BYTES), value);
    }

    @Override
    public void putShort(int index, short value) {
        bytes.putShort(at(index, Short.BYTES), value);
    }

    @Override
    public void putShort(int index, short value, ByteOrder byteOrder) {
        putShort(index, byteOrder == ByteOrder.LITTLE_ENDIAN ? value : Short.reverseBytes(value));
    }

    @Override
    public void putChar(int index, char value) {
        bytes.putChar(at(index, Character.BYTES), value);
    }

    @Override
    public void putChar(int index, char value, ByteOrder byteOrder) {
        putChar(index, byteOrder == ByteOrder.LITTLE_ENDIAN ? value : Character.reverseBytes(value));
    }

    @Override
    public void putInt(int index, int value) {
        bytes.putInt(at(index, Integer.BYTES), value);
    }

    @Override
    public void putInt(int index, int value, ByteOrder byteOrder) {
        putInt(index, byteOrder == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value));
    }

    @Override
    public void putLong(int index, long value) {
        bytes.putLong(at(index, Long.BYTES), value);
    }

    @Override
    public void putLong(int index, long value, ByteOrder byteOrder) {
        putLong(index, byteOrder == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value));
    }

    @Override
    public void putFloat(int index, float value) {
        putInt(index, Float.floatToRawIntBits(value));
    }

    @Override
    public void putFloat(int index, float value, ByteOrder byteOrder) {
        putInt(index, Float.floatToRawIntBits(value), byteOrder);
    }

    @Override
    public void putDouble(int index, double value) {
        putLong(index, Double.doubleToRawLongBits(value));
    }

    @Override
    public void putDouble(int index, double value, ByteOrder byteOrder) {
        putLong(index, Double.doubleToRawLongBits(value), byteOrder);
    }

    @Override
    public void putBytes(int index, byte[] src) {
        putBytes(index, src, 0, src.length);
    }

    @Override
    public void putBytes(int index, byte[] src, int offset, int length) {
        bytes.put(at(index, length), src, offset, length);
    }

    @Override
    public void putBytes(int index, ByteBuffer srcBuffer, int length) {
        int srcIndex = srcBuffer.position();
        putBytes(index, srcBuffer, srcIndex, length);
        srcBuffer.position(srcIndex + length);
    }

    @Override
    public void putBytes(int index, ByteBuffer srcBuffer, int srcIndex, int length) {
        int at = at(index, length);
        bytes.put(at, unlimited(srcBuffer, srcIndex, length), srcIndex, length);
    }

    /** Copies from any buffer; the ranges may overlap. */
    @Override
    public void putBytes(int index, DirectBuffer srcBuffer, int srcIndex, int length) {
        int at = at(index, length);
        if (srcBuffer instanceof FrameBuffer ours) {
            // Not through byteBuffer(): a copy is no escape.
            bytes.put(at, ours.bytes, ours.at(srcIndex, length), length);
        } else {
            putForeignBytes(index, srcBuffer, srcIndex, length);
        }
    }

    private void putForeignBytes(int index, DirectBuffer srcBuffer, int srcIndex, int length) {
        srcBuffer.boundsCheck(srcIndex, length);
        byte[] array = srcBuffer.byteArray();
        if (array != null) {
            // Asked first: over a heap ByteBuffer, Agrona's adjustment is relative to the array.
            putBytes(index, array, srcBuffer.wrapAdjustment() + srcIndex, length);
            return;
        }
        ByteBuffer buffer = srcBuffer.byteBuffer();
        if (buffer != null) {
            putBytes(index, buffer, srcBuffer.wrapAdjustment() + srcIndex, length);
            return;
        }
        // An UnsafeBuffer over a bare address: only it can read itself.
        srcBuffer.getBytes(srcIndex, bytes, at(index, length), length);
    }

    @Override
    public int putIntAscii(int index, int value) {
        return putLongAscii(index, value);
    }

    @Override
    public int putLongAscii(int index, long value) {
        if (value >= 0) {
            return putNaturalLongAscii(index, value);
        }
        if (value == Long.MIN_VALUE) {
            putBytes(index, AsciiEncoding.MIN_LONG_VALUE); // it has no positive counterpart
            return AsciiEncoding.MIN_LONG_VALUE.length;
        }
        int digits = AsciiEncoding.digitCount(-value);
        int at = at(index, 1 + digits);
        bytes.put(at, AsciiEncoding.MINUS_SIGN);
        AsciiNumbers.putNatural(bytes, at + 1, digits, -value);
        return 1 + digits;
    }

    @Override
    public int putNaturalIntAscii(int index, int value) {
        return putNaturalLongAscii(index, value);
    }

    @Override
    public int putNaturalLongAscii(int index, long value) {
        alive();
        int digits = AsciiEncoding.digitCount(natural(value));
        AsciiNumbers.putNatural(bytes, at(index, digits), digits, value);
        return digits;
    }

    /** Writes exactly {@code length} digits, padded with zeros; unlike Agrona's, it writes none if they do not fit. */
    @Override
    public void putNaturalPaddedIntAscii(int index, int length, int value) {
        int at = at(index, length);
        natural(value);
        if (length < AsciiEncoding.INT_MAX_DIGITS && value >= AsciiEncoding.INT_POW_10[length]) {
            throw new NumberFormatException("Cannot write " + value + " in " + length + " bytes");
        }
        AsciiNumbers.putNatural(bytes, at, length, value);
    }

    /** Writes the digits up to an end. Zero has none, as in Agrona: nothing is written, the end is returned. */
    @Override
    public int putNaturalIntAsciiFromEnd(int value, int endExclusive) {
        alive();
        int digits = AsciiEncoding.digitCount(natural(value));
        int start = endExclusive - digits;
        int at = at(start, digits);
        if (value == 0) {
            return endExclusive;
        }
        AsciiNumbers.putNatural(bytes, at, digits, value);
        return start;
    }

    private static long natural(long value) {
        if (value < 0) {
            throw new NumberFormatException("not a natural number: " + value);
        }
        return value;
    }

    @Override
    public int putStringAscii(int index, @Nullable String value) {
        return putStringAscii(index, (CharSequence) value, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public int putStringAscii(int index, @Nullable CharSequence value) {
        return putStringAscii(index, value, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public int putStringAscii(int index, @Nullable String value, ByteOrder byteOrder) {
        return putStringAscii(index, (CharSequence) value, byteOrder);
    }

    @Override
    public int putStringAscii(int index, @Nullable CharSequence value, ByteOrder byteOrder) {
        int length = value == null ? 0 : value.length();
        at(index, STR_HEADER_LEN);
        at(index + STR_HEADER_LEN, length);
        putInt(index, length, byteOrder);
        return STR_HEADER_LEN + putStringWithoutLengthAscii(index + STR_HEADER_LEN, value, 0, length);
    }

    @Override
    public int putStringWithoutLengthAscii(int index, @Nullable String value) {
        return putStringWithoutLengthAscii(index, (CharSequence) value, 0, Integer.MAX_VALUE);
    }

    @Override
    public int putStringWithoutLengthAscii(int index, @Nullable CharSequence value) {
        return putStringWithoutLengthAscii(index, value, 0, Integer.MAX_VALUE);
    }

    @Override
    public int putStringWithoutLengthAscii(int index, @Nullable String value, int valueOffset, int length) {
        return putStringWithoutLengthAscii(index, (CharSequence) value, valueOffset, length);
    }

    /** Writes part of a text, as much as there is of it; {@code '?'} stands for what ASCII lacks. */
    @Override
    public int putStringWithoutLengthAscii(int index, @Nullable CharSequence value, int valueOffset, int length) {
        alive();
        if (value == null) {
            return 0;
        }
        int count = Math.min(value.length() - valueOffset, length);
        at(index, count);
        for (int i = 0; i < count; i++) {
            char c = value.charAt(valueOffset + i);
            // Checked each time: a CharSequence is user code, which may commit the claim under our feet.
            putByte(index + i, c > LAST_ASCII ? (byte) '?' : (byte) c);
        }
        return count;
    }

    @Override
    public int putStringUtf8(int index, @Nullable String value) {
        return putStringUtf8(index, value, ByteOrder.LITTLE_ENDIAN, Integer.MAX_VALUE);
    }

    @Override
    public int putStringUtf8(int index, @Nullable String value, ByteOrder byteOrder) {
        return putStringUtf8(index, value, byteOrder, Integer.MAX_VALUE);
    }

    @Override
    public int putStringUtf8(int index, @Nullable String value, int maxEncodedLength) {
        return putStringUtf8(index, value, ByteOrder.LITTLE_ENDIAN, maxEncodedLength);
    }

    @Override
    public int putStringUtf8(int index, @Nullable String value, ByteOrder byteOrder, int maxEncodedLength) {
        alive();
        byte[] encoded = utf8(value);
        if (encoded.length > maxEncodedLength) {
            throw new IllegalArgumentException("Encoded string larger than maximum size: " + maxEncodedLength);
        }
        at(index, STR_HEADER_LEN);
        at(index + STR_HEADER_LEN, encoded.length);
        putInt(index, encoded.length, byteOrder);
        putBytes(index + STR_HEADER_LEN, encoded);
        return STR_HEADER_LEN + encoded.length;
    }

    @Override
    public int putStringWithoutLengthUtf8(int index, @Nullable String value) {
        byte[] encoded = utf8(value);
        putBytes(index, encoded);
        return encoded.length;
    }

    private static byte[] utf8(@Nullable String value) {
        return (value == null ? NULL_UTF8 : value).getBytes(StandardCharsets.UTF_8);
    }
}

package io.tailrace.internal.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.LangUtil;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one frame, lent to a handler: index 0 is the first byte of the frame's payload. The journal aims one
 * such object at frame after frame, so it is valid only inside the callback it was passed to; copy what you keep.
 *
 * <p><b>Units.</b> Indexes, lengths and the capacity are bytes. Numbers are little-endian unless a {@link ByteOrder} is
 * given: Agrona's native order, on the only machines the journal runs on.
 *
 * <p><b>Errors.</b> Every access is checked, whatever Agrona's system property {@code agrona.disable.bounds.checks}
 * says: beyond the frame it throws {@link IndexOutOfBoundsException}, after the callback (or before the first)
 * {@link IllegalStateException}. A ranged write or read that fails its check has moved no byte. {@code wrap} and
 * {@link #addressOffset()} throw {@link UnsupportedOperationException}.
 *
 * <p><b>Threads.</b> One only: the one that runs the callback. Nothing here is volatile, so another thread may not even
 * be told that the frame has expired.
 *
 * <p><b>Equality.</b> {@code equals} and {@code hashCode} are identity, unlike Agrona's own buffers: the bytes change
 * under a flyweight whenever it is aimed anew, so no collection could hold it by content. {@link #compareTo} does
 * compare bytes and is therefore not consistent with {@code equals}.
 */
public class FrameBuffer implements DirectBuffer {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private static final int EXPIRED = -1;

    private static final String EXPIRED_MESSAGE = "this buffer is valid only inside the callback it was passed to"
            + " (a claim: until commit or abort) - copy what you keep";

    private static final String RAW_MESSAGE = "no address: raw memory would be read past the bounds and the lifetime of"
            + " the frame; copy with getBytes(index, dst, dstIndex, length), or wrap byteBuffer() at wrapAdjustment()";

    private static final String WRAP_MESSAGE = "the journal aims this buffer, it wraps nothing else";

    /** The whole page. Package-private: a copy between two of our own buffers must not count as an escape. */
    ByteBuffer bytes = NOTHING;

    private int base;

    /** The capacity, or {@link #EXPIRED}: no range fits in that, so the bounds check pays for the lifetime check too. */
    private int length = EXPIRED;

    private final EscapeListener escapes;

    private ByteBuffer viewed = NOTHING;

    private ByteBuffer view = NOTHING;

    /** Told that user code got hold of a raw view of a page, which nothing bounds and nothing expires. */
    public interface EscapeListener {
        /** Called at each {@link FrameBuffer#byteBuffer()}, before the view is returned: unmap that page no more. */
        void onEscape();
    }

    /**
     * Makes a buffer that is expired until it is aimed.
     *
     * @param escapes whom to tell when a raw view leaves
     */
    public FrameBuffer(EscapeListener escapes) {
        this.escapes = Objects.requireNonNull(escapes, "escapes");
    }

    /**
     * Lends a range. Nothing is checked here, the caller knows its page.
     *
     * @param bytes the page, little-endian, its limit at its capacity; it may be read-only
     * @param base index in {@code bytes} of this buffer's index 0
     * @param length capacity in bytes, not negative
     */
    public final void aim(ByteBuffer bytes, int base, int length) {
        this.bytes = bytes;
        this.base = base;
        this.length = length;
    }

    /** Ends the loan: until aimed anew, everything but {@link #toString()} throws {@link IllegalStateException}. */
    public final void expire() {
        length = EXPIRED;
    }

    /** The position in {@link #bytes} of a range that lies within this buffer; throws if it does not. */
    final int at(int index, int size) {
        if ((index | size) < 0 || size > length - index) {
            throw failure(index, size);
        }
        return base + index;
    }

    /** For what has no range to check. */
    final void alive() {
        if (length < 0) {
            throw new IllegalStateException(EXPIRED_MESSAGE);
        }
    }

    private RuntimeException failure(int index, int size) {
        if (length < 0) {
            return new IllegalStateException(EXPIRED_MESSAGE);
        }
        return new IndexOutOfBoundsException("index=" + index + " length=" + size + " capacity=" + length);
    }

    private UnsupportedOperationException unsupported(String why) {
        alive();
        return new UnsupportedOperationException(why);
    }

    @Override
    public void wrap(byte[] buffer) {
        throw unsupported(WRAP_MESSAGE);
    }

    @Override
    public void wrap(byte[] buffer, int offset, int length) {
        throw unsupported(WRAP_MESSAGE);
    }

    @Override
    public void wrap(ByteBuffer buffer) {
        throw unsupported(WRAP_MESSAGE);
    }

    @Override
    public void wrap(ByteBuffer buffer, int offset, int length) {
        throw unsupported(WRAP_MESSAGE);
    }

    @Override
    public void wrap(DirectBuffer buffer) {
        throw unsupported(WRAP_MESSAGE);
    }

    @Override
    public void wrap(DirectBuffer buffer, int offset, int length) {
        throw unsupported(WRAP_MESSAGE);
    }

    @Override
    public void wrap(long address, int length) {
        throw unsupported(WRAP_MESSAGE);
    }

    /**
     * Always throws: an {@code UnsafeBuffer} made from the address would read raw memory past the bounds and past the
     * life of the frame. This is also why {@code UnsafeBuffer.putBytes(index, thisBuffer, ...)} fails; turn it round to
     * {@link #getBytes(int, MutableDirectBuffer, int, int)}.
     */
    @Override
    public long addressOffset() {
        throw unsupported(RAW_MESSAGE);
    }

    @Override
    public byte @Nullable [] byteArray() {
        alive();
        return null;
    }

    /**
     * A raw view of the whole page, in which this buffer begins at {@link #wrapAdjustment()}. It outlives the callback
     * and is told nothing of the frame's bounds: the journal notes the escape and leaves the page mapped for as long as
     * the view is reachable. Each call resets position, limit and order of the view, which is the same object as long
     * as frames come from the same page.
     */
    @Override
    public ByteBuffer byteBuffer() {
        alive();
        escapes.onEscape();
        if (viewed != bytes) {
            view = viewOf(bytes);
            viewed = bytes;
        }
        return view.clear().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Never the page's own buffer, read-only or not: setting its order or limit would change how we read it. */
    ByteBuffer viewOf(ByteBuffer page) {
        return page.asReadOnlyBuffer();
    }

    @Override
    public int wrapAdjustment() {
        alive();
        return base;
    }

    @Override
    public int capacity() {
        alive();
        return length;
    }

    @Override
    public void checkLimit(int limit) {
        if (limit > capacity()) {
            throw new IndexOutOfBoundsException("limit=" + limit + " is beyond capacity=" + length);
        }
    }

    @Override
    public void boundsCheck(int index, int length) {
        at(index, length);
    }

    @Override
    public byte getByte(int index) {
        return bytes.get(at(index, Byte.BYTES));
    }

    @Override
    public short getShort(int index) {
        return bytes.getShort(at(index, Short.BYTES));
    }

    @Override
    public short getShort(int index, ByteOrder byteOrder) {
        short value = getShort(index);
        return byteOrder == ByteOrder.LITTLE_ENDIAN ? value : Short.reverseBytes(value);
    }

    @Override
    public char getChar(int index) {
        return bytes.getChar(at(index, Character.BYTES));
    }

    @Override
    public char getChar(int index, ByteOrder byteOrder) {
        char value = getChar(index);
        return byteOrder == ByteOrder.LITTLE_ENDIAN ? value : Character.reverseBytes(value);
    }

    @Override
    public int getInt(int index) {
        return bytes.getInt(at(index, Integer.BYTES));
    }

    @Override
    public int getInt(int index, ByteOrder byteOrder) {
        int value = getInt(index);
        return byteOrder == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value);
    }

    @Override
    public long getLong(int index) {
        return bytes.getLong(at(index, Long.BYTES));
    }

    @Override
    public long getLong(int index, ByteOrder byteOrder) {
        long value = getLong(index);
        return byteOrder == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value);
    }

    @Override
    public float getFloat(int index) {
        return Float.intBitsToFloat(getInt(index));
    }

    @Override
    public float getFloat(int index, ByteOrder byteOrder) {
        return Float.intBitsToFloat(getInt(index, byteOrder));
    }

    @Override
    public double getDouble(int index) {
        return Double.longBitsToDouble(getLong(index));
    }

    @Override
    public double getDouble(int index, ByteOrder byteOrder) {
        return Double.longBitsToDouble(getLong(index, byteOrder));
    }

    @Override
    public void getBytes(int index, byte[] dst) {
        getBytes(index, dst, 0, dst.length);
    }

    @Override
    public void getBytes(int index, byte[] dst, int offset, int length) {
        bytes.get(at(index, length), dst, offset, length);
    }

    /** Copies through the destination's own {@code putBytes}, since only it knows whether and how it grows. */
    @Override
    public void getBytes(int index, MutableDirectBuffer dstBuffer, int dstIndex, int length) {
        int at = at(index, length);
        dstBuffer.putBytes(dstIndex, bytes, at, length);
    }

    @Override
    public void getBytes(int index, ByteBuffer dstBuffer, int length) {
        int dstOffset = dstBuffer.position();
        getBytes(index, dstBuffer, dstOffset, length);
        dstBuffer.position(dstOffset + length);
    }

    @Override
    public void getBytes(int index, ByteBuffer dstBuffer, int dstOffset, int length) {
        int at = at(index, length);
        unlimited(dstBuffer, dstOffset, length).put(dstOffset, bytes, at, length);
    }

    /** Agrona's absolute copies mind the capacity of a ByteBuffer only; the JDK's mind its limit. */
    static ByteBuffer unlimited(ByteBuffer buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.capacity());
        return offset + length <= buffer.limit() ? buffer : buffer.duplicate().clear();
    }

    @Override
    public int parseNaturalIntAscii(int index, int length) {
        return AsciiNumbers.parseInt(bytes, at(index, length), length, false);
    }

    @Override
    public long parseNaturalLongAscii(int index, int length) {
        return AsciiNumbers.parseLong(bytes, at(index, length), length, false);
    }

    @Override
    public int parseIntAscii(int index, int length) {
        return AsciiNumbers.parseInt(bytes, at(index, length), length, true);
    }

    @Override
    public long parseLongAscii(int index, int length) {
        return AsciiNumbers.parseLong(bytes, at(index, length), length, true);
    }

    @Override
    public String getStringAscii(int index) {
        return getStringAscii(index, getInt(index));
    }

    @Override
    public String getStringAscii(int index, ByteOrder byteOrder) {
        return getStringAscii(index, getInt(index, byteOrder));
    }

    @Override
    public String getStringAscii(int index, int length) {
        return getStringWithoutLengthAscii(afterHeader(index), length);
    }

    @Override
    public String getStringWithoutLengthAscii(int index, int length) {
        return text(index, length, StandardCharsets.US_ASCII);
    }

    @Override
    public int getStringAscii(int index, Appendable appendable) {
        return getStringAscii(index, getInt(index), appendable);
    }

    @Override
    public int getStringAscii(int index, Appendable appendable, ByteOrder byteOrder) {
        return getStringAscii(index, getInt(index, byteOrder), appendable);
    }

    @Override
    public int getStringAscii(int index, int length, Appendable appendable) {
        return getStringWithoutLengthAscii(afterHeader(index), length, appendable);
    }

    /** Appends the characters; an {@link IOException} of the appendable comes out as it is, as it does in Agrona. */
    @Override
    public int getStringWithoutLengthAscii(int index, int length, Appendable appendable) {
        at(index, length);
        try {
            for (int i = 0; i < length; i++) {
                // Checked each time: append is user code, which may end the callback (commit, close) under our feet.
                byte ascii = getByte(index + i);
                appendable.append(ascii < 0 ? '?' : (char) ascii);
            }
        } catch (IOException e) {
            LangUtil.rethrowUnchecked(e);
        }
        return length;
    }

    @Override
    public String getStringUtf8(int index) {
        return getStringUtf8(index, getInt(index));
    }

    @Override
    public String getStringUtf8(int index, ByteOrder byteOrder) {
        return getStringUtf8(index, getInt(index, byteOrder));
    }

    @Override
    public String getStringUtf8(int index, int length) {
        return getStringWithoutLengthUtf8(afterHeader(index), length);
    }

    @Override
    public String getStringWithoutLengthUtf8(int index, int length) {
        return text(index, length, StandardCharsets.UTF_8);
    }

    private int afterHeader(int index) {
        at(index, STR_HEADER_LEN);
        return index + STR_HEADER_LEN;
    }

    private String text(int index, int length, Charset charset) {
        int at = at(index, length); // before the allocation: the length may be garbage
        byte[] copy = new byte[length];
        bytes.get(at, copy);
        return new String(copy, charset);
    }

    /** Unsigned lexicographic order of the bytes; a prefix comes before what it is a prefix of. */
    @Override
    public int compareTo(DirectBuffer that) {
        int thisCapacity = capacity();
        int thatCapacity = that.capacity();
        int common = Math.min(thisCapacity, thatCapacity);
        int i = 0;
        for (; i <= common - Long.BYTES; i += Long.BYTES) {
            // Read big-endian, words order as their bytes do.
            int order = Long.compareUnsigned(getLong(i, ByteOrder.BIG_ENDIAN), that.getLong(i, ByteOrder.BIG_ENDIAN));
            if (order != 0) {
                return order;
            }
        }
        for (; i < common; i++) {
            int order = Byte.compareUnsigned(getByte(i), that.getByte(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(thisCapacity, thatCapacity);
    }

    /** Never throws, so that an expired buffer can still be logged. */
    @Override
    public String toString() {
        String state = length < 0 ? "expired" : "base=" + base + " capacity=" + length;
        return getClass().getSimpleName() + "{" + state + "}";
    }
}

package io.tailrace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable copy of a frame: position, timestamp, type, payload. Safe to keep, to buffer and to hand to other threads.
 *
 * <p>A fresh copy costs about what a reused flyweight would save, so this is what a {@code Flux<Frame>} gives; who wants no copy decodes
 * in place with a {@link FrameDecoder}.
 */
public final class Frame {
    private static final FrameDecoder<Frame> DECODER = (buffer, offset, length, header) -> {
        byte[] payload = new byte[length];
        buffer.getBytes(offset, payload, 0, length);
        return new Frame(header.position(), header.timestamp(), header.type(), payload);
    };

    private final long position;
    private final long timestamp;
    private final int type;
    private final byte[] payload;

    private Frame(long position, long timestamp, int type, byte[] payload) {
        this.position = position;
        this.timestamp = timestamp;
        this.type = type;
        this.payload = payload;
    }

    /**
     * A frame of given parts, as tests need it.
     *
     * @param position where it begins
     * @param timestamp ns since the epoch, 0 = none
     * @param type 0..65535
     * @param payload its bytes; copied
     * @return the frame
     */
    public static Frame of(long position, long timestamp, int type, byte[] payload) {
        return new Frame(position, timestamp, type, payload.clone());
    }

    /**
     * The decoder that copies.
     *
     * @return a decoder without state, usable by any number of readers
     */
    public static FrameDecoder<Frame> decoder() {
        return DECODER;
    }

    /**
     * Where the frame begins in the journal.
     *
     * @return the position
     */
    public long position() {
        return position;
    }

    /**
     * What the writer gave as time.
     *
     * @return ns since the epoch, 0 = none
     */
    public long timestamp() {
        return timestamp;
    }

    /**
     * What the writer gave as type.
     *
     * @return 0..65535
     */
    public int type() {
        return type;
    }

    /**
     * How long the payload is.
     *
     * @return bytes
     */
    public int length() {
        return payload.length;
    }

    /**
     * The payload, without a copy.
     *
     * @return a new read-only, little-endian buffer over all of it
     */
    public ByteBuffer payload() {
        return ByteBuffer.wrap(payload).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The payload as bytes.
     *
     * @return a copy
     */
    public byte[] toByteArray() {
        return payload.clone();
    }

    /**
     * The payload as text.
     *
     * @return the payload decoded as UTF-8; malformed bytes become U+FFFD
     */
    public String utf8() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Frame f
                && position == f.position
                && timestamp == f.timestamp
                && type == f.type
                && Arrays.equals(payload, f.payload);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(position) * 31 + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "Frame{position=" + position + ", timestamp=" + timestamp + ", type=" + type + ", length="
                + payload.length + '}';
    }
}

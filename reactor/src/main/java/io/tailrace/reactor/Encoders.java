package io.tailrace.reactor;

import io.tailrace.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;

/** Encoders of common types. All are without state and usable by any number of sinks. */
public final class Encoders {
    private static final FrameEncoder<String> UTF8 = new Utf8Encoder();
    private static final FrameEncoder<byte[]> BYTES = new BytesEncoder();
    private static final FrameEncoder<ByteBuffer> BYTE_BUFFERS = new ByteBufferEncoder();
    private static final FrameEncoder<Object> STANDARD = new StandardEncoder();

    private Encoders() {}

    /**
     * Text as UTF-8. An unpaired surrogate becomes a question mark, as with {@link String#getBytes}.
     *
     * @return an encoder of strings
     */
    public static FrameEncoder<String> utf8() {
        return UTF8;
    }

    /**
     * Bytes as they are.
     *
     * @return an encoder of arrays
     */
    public static FrameEncoder<byte[]> bytes() {
        return BYTES;
    }

    /**
     * What remains in a buffer, between position and limit; both stay as they are.
     *
     * @return an encoder of buffers
     */
    public static FrameEncoder<ByteBuffer> byteBuffers() {
        return BYTE_BUFFERS;
    }

    /**
     * {@code byte[]}, {@link ByteBuffer}, {@link String} (UTF-8) and {@link Frame} (payload, type, and its timestamp if it has one), told
     * apart at run time. Anything else is an {@link IllegalArgumentException}.
     *
     * @return an encoder of these types
     */
    public static FrameEncoder<Object> standard() {
        return STANDARD;
    }

    private static final class Utf8Encoder implements FrameEncoder<String> {
        @Override
        public int maxLength(String value) {
            int length = value.length();
            int bytes = length;
            for (int i = 0; i < length; i++) {
                char c = value.charAt(i);
                if (c >= 0x80) {
                    // A pair is 2 chars and 4 bytes; its half alone becomes 1 byte, a question mark.
                    if (!Character.isSurrogate(c)) {
                        bytes += c < 0x800 ? 1 : 2;
                    } else if (Character.isHighSurrogate(c)
                            && i + 1 < length
                            && Character.isLowSurrogate(value.charAt(i + 1))) {
                        bytes += 2;
                        i++;
                    }
                }
            }
            return bytes;
        }

        @Override
        public int encode(String value, MutableDirectBuffer buffer, int offset) {
            // An array of its own, because what the JDK does here in bulk costs less than a loop over chars.
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            buffer.putBytes(offset, bytes);
            return bytes.length;
        }
    }

    private static final class BytesEncoder implements FrameEncoder<byte[]> {
        @Override
        public int maxLength(byte[] value) {
            return value.length;
        }

        @Override
        public int encode(byte[] value, MutableDirectBuffer buffer, int offset) {
            buffer.putBytes(offset, value);
            return value.length;
        }
    }

    private static final class ByteBufferEncoder implements FrameEncoder<ByteBuffer> {
        @Override
        public int maxLength(ByteBuffer value) {
            return value.remaining();
        }

        @Override
        public int encode(ByteBuffer value, MutableDirectBuffer buffer, int offset) {
            int length = value.remaining();
            buffer.putBytes(offset, value, value.position(), length);
            return length;
        }
    }

    private static final class StandardEncoder implements FrameEncoder<Object> {
        @Override
        public int maxLength(Object value) {
            if (value instanceof byte[] bytes) {
                return bytes.length;
            }
            if (value instanceof String text) {
                return UTF8.maxLength(text);
            }
            if (value instanceof ByteBuffer bytes) {
                return bytes.remaining();
            }
            if (value instanceof Frame frame) {
                return frame.length();
            }
            throw new IllegalArgumentException(
                    "cannot encode a " + value.getClass().getName()
                            + ": give send an encoder, or elements of byte[], ByteBuffer, String or Frame");
        }

        @Override
        public int encode(Object value, MutableDirectBuffer buffer, int offset) {
            if (value instanceof byte[] bytes) {
                return BYTES.encode(bytes, buffer, offset);
            }
            if (value instanceof String text) {
                return UTF8.encode(text, buffer, offset);
            }
            return BYTE_BUFFERS.encode(
                    value instanceof Frame frame ? frame.payload() : (ByteBuffer) value, buffer, offset);
        }

        @Override
        public int type(Object value) {
            return value instanceof Frame frame ? frame.type() : 0;
        }

        @Override
        public long timestamp(Object value) {
            return value instanceof Frame frame && frame.timestamp() != 0 ? frame.timestamp() : USE_CLOCK;
        }
    }
}

package io.tailrace.reactor;

import io.tailrace.FrameDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Decoders of common types. All are without state and usable by any number of subscriptions. */
public final class Decoders {
    private static final FrameDecoder<byte[]> BYTES = (buffer, offset, length, header) -> {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes, 0, length);
        return bytes;
    };

    private static final FrameDecoder<String> UTF8 = (buffer, offset, length, header) ->
            new String(BYTES.decode(buffer, offset, length, header), StandardCharsets.UTF_8);

    private Decoders() {}

    static <T> T requireValue(@Nullable T decoded) {
        if (decoded == null) {
            throw new NullPointerException("the decoder returned null");
        }
        return decoded;
    }

    /**
     * The payload as text.
     *
     * @return a decoder of UTF-8; malformed bytes become U+FFFD
     */
    public static FrameDecoder<String> utf8() {
        return UTF8;
    }

    /**
     * The payload as bytes.
     *
     * @return a decoder that copies
     */
    public static FrameDecoder<byte[]> bytes() {
        return BYTES;
    }
}

package io.tailrace.samples.cli;

import io.tailrace.FrameDecoder;
import io.tailrace.FrameHeader;
import java.util.Arrays;
import java.util.Base64;
import org.agrona.DirectBuffer;

/** How {@code tail} prints a frame. */
enum FrameFormat {
    /** The payload's bytes and a newline. */
    TEXT {
        @Override
        FrameDecoder<Bytes> decoder() {
            Bytes line = new Bytes();
            return (buffer, offset, length, header) ->
                    line.clear().put(buffer, offset, length).put('\n');
        }
    },
    /** An object a line. */
    JSON {
        @Override
        FrameDecoder<Bytes> decoder() {
            return new JsonLines();
        }
    };

    /**
     * Makes lines.
     *
     * @return a decoder for one reader; its value is one and the same object, good until the next frame
     */
    abstract FrameDecoder<Bytes> decoder();

    private static final class JsonLines implements FrameDecoder<Bytes> {
        private final Bytes line = new Bytes();
        private byte[] payload = new byte[256];

        @Override
        public Bytes decode(DirectBuffer buffer, int offset, int length, FrameHeader header) {
            if (payload.length < length) {
                payload = Arrays.copyOf(payload, Math.max(length, (int) Math.min(payload.length * 2L, 1 << 30)));
            }
            buffer.getBytes(offset, payload, 0, length);
            Json json = new Json(line.clear())
                    .beginObject()
                    .name("position")
                    .number(header.position())
                    .name("timestamp")
                    .number(header.timestamp())
                    .name("type")
                    .number(header.type())
                    .name("length")
                    .number(length);
            if (Utf8.isValid(payload, 0, length)) {
                json.name("payload").string(payload, 0, length);
            } else {
                byte[] base64 = Base64.getEncoder().encode(Arrays.copyOf(payload, length));
                json.name("payloadBase64").string(base64, 0, base64.length);
            }
            json.endObject();
            return line.put('\n');
        }
    }
}

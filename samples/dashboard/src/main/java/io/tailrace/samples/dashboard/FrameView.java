package io.tailrace.samples.dashboard;

import io.tailrace.FrameHeader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A frame on the page.
 *
 * @param timestamp ns since the epoch, 0 = none
 * @param length bytes of the whole payload
 * @param text the payload's begin, null if it is no text in UTF-8
 * @param hex the payload's begin
 * @param cut whether the payload is longer than what is shown
 */
record FrameView(
        long position,
        long timestamp,
        int type,
        int length,
        @Nullable String text,
        String hex,
        boolean cut) {
    static final int SHOWN_BYTES = 256;

    static FrameView of(DirectBuffer buffer, int offset, int length, FrameHeader header) {
        byte[] begin = new byte[Math.min(length, SHOWN_BYTES)];
        buffer.getBytes(offset, begin);
        boolean cut = length > begin.length;
        return new FrameView(
                header.position(),
                header.timestamp(),
                header.type(),
                length,
                text(begin, cut),
                HexFormat.of().formatHex(begin),
                cut);
    }

    private static @Nullable String text(byte[] begin, boolean cut) {
        CharBuffer chars = CharBuffer.allocate(begin.length);
        // A character that is cut in two is left out; any other bytes that are none are no text.
        boolean sound = !StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(begin), chars, !cut)
                .isError();
        String text = chars.flip().toString();
        return sound && text.chars().noneMatch(FrameView::isBinary) ? text : null;
    }

    private static boolean isBinary(int character) {
        return Character.isISOControl(character) && !Character.isWhitespace(character);
    }
}

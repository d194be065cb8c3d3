package io.tailrace.samples.feeds;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The bytes of a made message: a depth update in JSON, of any length, with the writer's run and a sequence number at
 * fixed places.
 *
 * <pre>{@code
 * {"run":"<16 hex digits>","seq":"<16 digits>","e":"depthUpdate","s":"BTCUSDT","b":[["61837.64","0.154"], ...   ]}
 * }</pre>
 */
final class GeneratedMessage {
    private static final int DIGITS = 16;
    private static final byte[] HEAD = ascii("{\"run\":\"");
    private static final byte[] SEQUENCE_HEAD = ascii("\",\"seq\":\"");
    private static final byte[] REST = ascii("\",\"e\":\"depthUpdate\",\"s\":\"BTCUSDT\",\"b\":[");
    private static final byte[] LEVEL = ascii("[\"61837.64\",\"0.154\"],");
    private static final byte[] END = ascii("]}");

    private static final int RUN_OFFSET = HEAD.length;
    private static final int SEQUENCE_OFFSET = RUN_OFFSET + DIGITS + SEQUENCE_HEAD.length;
    private static final int LEVELS_OFFSET = SEQUENCE_OFFSET + DIGITS + REST.length;
    private static final byte[] TEMPLATE = template();
    private static final byte[] BLANKS = ascii(" ".repeat(LEVEL.length));

    /** Bytes of the shortest message. */
    static final int MIN_LENGTH = LEVELS_OFFSET + LEVEL.length - 1 + END.length;

    private GeneratedMessage() {}

    /** Writes a message of exactly a length; blanks before the end make up for what is no whole level. */
    static void encode(MutableDirectBuffer buffer, int offset, int length, long run, long sequence) {
        int room = length - LEVELS_OFFSET - END.length;
        int levels = (room + 1) / LEVEL.length;
        int levelsEnd = LEVELS_OFFSET + levels * LEVEL.length - 1;
        buffer.putBytes(offset, TEMPLATE, 0, levelsEnd);
        putDigits(buffer, offset + RUN_OFFSET, run, 16);
        putDigits(buffer, offset + SEQUENCE_OFFSET, sequence, 10);
        buffer.putBytes(offset + levelsEnd, BLANKS, 0, length - END.length - levelsEnd);
        buffer.putBytes(offset + length - END.length, END, 0, END.length);
    }

    /** Whether a payload is a made message. */
    static boolean matches(DirectBuffer buffer, int offset, int length) {
        if (length < MIN_LENGTH || buffer.getByte(offset + length - 1) != END[END.length - 1]) {
            return false;
        }
        for (int i = 0; i < HEAD.length; i++) {
            if (buffer.getByte(offset + i) != HEAD[i]) {
                return false;
            }
        }
        return true;
    }

    /** The run that a made message belongs to: what tells two runs of one writer apart. */
    static long run(DirectBuffer buffer, int offset) {
        return digits(buffer, offset + RUN_OFFSET, 16);
    }

    /** The sequence number of a made message. */
    static long sequence(DirectBuffer buffer, int offset) {
        return digits(buffer, offset + SEQUENCE_OFFSET, 10);
    }

    private static void putDigits(MutableDirectBuffer buffer, int offset, long value, int radix) {
        long rest = value;
        for (int i = DIGITS - 1; i >= 0; i--) {
            buffer.putByte(offset + i, (byte) Character.forDigit((int) Long.remainderUnsigned(rest, radix), radix));
            rest = Long.divideUnsigned(rest, radix);
        }
    }

    private static long digits(DirectBuffer buffer, int offset, int radix) {
        long value = 0;
        for (int i = 0; i < DIGITS; i++) {
            value = value * radix + Character.digit(buffer.getByte(offset + i), radix);
        }
        return value;
    }

    private static byte[] template() {
        String zeros = "0".repeat(DIGITS);
        String begin = text(HEAD) + zeros + text(SEQUENCE_HEAD) + zeros + text(REST);
        return ascii(begin + text(LEVEL).repeat((FeedShape.MAX_LENGTH - begin.length()) / LEVEL.length + 1));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}

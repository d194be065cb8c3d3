package io.tailrace.internal.buffer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.AsciiEncoding;
import org.agrona.AsciiNumberFormatException;

/**
 * Decimal numbers in ASCII, at absolute positions of a {@link ByteBuffer}. Callers have checked the bounds; positions
 * and lengths are bytes.
 *
 * <p>What is accepted is what Agrona accepts: an optional minus, then 1 to 10 (int) or 1 to 19 (long) digits, leading
 * zeros counted. Everything else is an {@link AsciiNumberFormatException}.
 */
final class AsciiNumbers {
    /** A caller may name a whole page by mistake; the message shall stay readable. */
    private static final int QUOTED_BYTES = 40;

    private AsciiNumbers() {}

    static int parseInt(ByteBuffer bytes, int at, int length, boolean signed) {
        return (int) parse("int", AsciiEncoding.INT_MAX_DIGITS, Integer.MAX_VALUE, bytes, at, length, signed);
    }

    static long parseLong(ByteBuffer bytes, int at, int length, boolean signed) {
        return parse("long", AsciiEncoding.LONG_MAX_DIGITS, Long.MAX_VALUE, bytes, at, length, signed);
    }

    private static long parse(
            String type, int maxDigits, long max, ByteBuffer bytes, int at, int length, boolean signed) {
        if (length == 0) {
            throw new AsciiNumberFormatException("error parsing " + type + ": empty string");
        }
        boolean negative = signed && bytes.get(at) == AsciiEncoding.MINUS_SIGN;
        int first = negative ? at + 1 : at;
        int end = at + length;
        if (first == end) {
            throw malformed(type, bytes, at, length);
        }
        if (end - first > maxDigits) {
            throw overflow(type, bytes, at, length);
        }
        long tally = 0;
        for (int i = first; i < end; i++) {
            byte digit = bytes.get(i);
            if (!AsciiEncoding.isDigit(digit)) {
                throw malformed(type, bytes, at, length);
            }
            tally = tally * 10 + (digit - AsciiEncoding.ZERO);
        }
        // 19 digits always fit an unsigned long, and so does the magnitude of the smallest long: one comparison does.
        if (Long.compareUnsigned(tally, negative ? max + 1 : max) > 0) {
            throw overflow(type, bytes, at, length);
        }
        return negative ? -tally : tally;
    }

    /** Writes the last {@code digits} digits of a value that is not negative, padded with zeros at the front. */
    static void putNatural(ByteBuffer bytes, int at, int digits, long value) {
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            bytes.put(i, (byte) (AsciiEncoding.ZERO + rest % 10));
            rest /= 10;
        }
    }

    private static AsciiNumberFormatException malformed(String type, ByteBuffer bytes, int at, int length) {
        return new AsciiNumberFormatException("error parsing " + type + ": " + quote(bytes, at, length));
    }

    private static AsciiNumberFormatException overflow(String type, ByteBuffer bytes, int at, int length) {
        return new AsciiNumberFormatException(type + " overflow parsing: " + quote(bytes, at, length));
    }

    private static String quote(ByteBuffer bytes, int at, int length) {
        byte[] text = new byte[Math.min(length, QUOTED_BYTES)];
        bytes.get(at, text);
        return new String(text, StandardCharsets.US_ASCII) + (length > QUOTED_BYTES ? "..." : "");
    }
}

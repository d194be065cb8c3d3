package io.tailrace.samples.cli;

import java.util.Arrays;

/**
 * Cuts a stream of bytes at its newlines. Bytes stay what they are: no charset, a carriage return belongs to the
 * line. A line that lies in one chunk is handed on where it lies; only one that goes over into the next chunk is
 * copied, and never more of it than the limit.
 */
final class LineSplitter {
    private static final int FIRST_CARRY = 1 << 12;

    private final int maxLength;
    private final LineSink sink;
    private byte[] carry = new byte[0];
    private int carried;
    private long lines;

    LineSplitter(int maxLength, LineSink sink) {
        this.maxLength = maxLength;
        this.sink = sink;
    }

    /** Lines handed on so far. */
    long lines() {
        return lines;
    }

    /** Hands on each line that ends in this chunk, and keeps the begin of the one that does not. */
    void feed(byte[] chunk, int length) {
        int begin = 0;
        for (int i = 0; i < length; i++) {
            if (chunk[i] == '\n') {
                emit(chunk, begin, i - begin);
                begin = i + 1;
            }
        }
        if (begin < length) {
            keep(chunk, begin, length - begin);
        }
    }

    /** No more bytes: what was kept is a line too. */
    void end() {
        if (carried > 0) {
            emit(carry, 0, 0);
        }
    }

    private void emit(byte[] chunk, int begin, int length) {
        if (carried == 0) {
            requireFits(length);
            sink.onLine(chunk, begin, length);
        } else {
            keep(chunk, begin, length);
            sink.onLine(carry, 0, carried);
            carried = 0;
        }
        lines++;
    }

    private void keep(byte[] chunk, int begin, int length) {
        int needed = carried + length;
        requireFits(needed);
        if (needed > carry.length) {
            long doubled = Math.max(FIRST_CARRY, carry.length * 2L);
            carry = Arrays.copyOf(carry, (int) Math.max(needed, Math.min(doubled, maxLength)));
        }
        System.arraycopy(chunk, begin, carry, carried, length);
        carried = needed;
    }

    private void requireFits(int length) {
        if (length > maxLength) {
            throw new LineTooLongException(lines + 1, maxLength);
        }
    }
}

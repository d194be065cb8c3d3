package io.tailrace.stress;

import io.tailrace.check.Board;
import io.tailrace.check.Stamp;

/**
 * What stands where, as all writers and readers of a round say: one frame at one position, for everybody and for ever. A mapped ring of
 * words, one for each 32 bytes of the journal, the least that a frame with a stamp takes; a new lap overwrites what lies behind.
 *
 * <pre>
 * 63........48 47..46            45........0
 * | lap + 1  | which 8 of the 32 | hash of writer, sequence, length |
 * </pre>
 */
final class Atlas {
    /** Words: enough for the last 64 MiB. */
    static final int NUMBERS = 1 << 21;

    private static final int LINE_BITS = 5;
    private static final int LAP_BITS = LINE_BITS + 21;
    private static final int LAP_SHIFT = 48;
    private static final long HASH = (1L << 46) - 1;

    private final Board board;

    Atlas(Board board) {
        this.board = board;
    }

    enum Answer {
        /** Nobody spoke of that position, or it is too long ago. */
        UNKNOWN,
        SAME,
        /** Another frame stands there. */
        OTHER
    }

    /** Says what is at a position; false if somebody said otherwise. */
    boolean note(Stamp stamp, int length) {
        int line = line(stamp.position());
        long mine = word(stamp, length);
        while (true) {
            long there = board.get(line);
            if (there >>> LAP_SHIFT > mine >>> LAP_SHIFT) {
                return true;
            }
            if (there >>> LAP_SHIFT == mine >>> LAP_SHIFT) {
                return there == mine;
            }
            if (board.replace(line, there, mine)) {
                return true;
            }
        }
    }

    /** Compares, and leaves nothing. */
    Answer look(Stamp stamp, int length) {
        long there = board.get(line(stamp.position()));
        long mine = word(stamp, length);
        if (there >>> LAP_SHIFT != mine >>> LAP_SHIFT) {
            return Answer.UNKNOWN;
        }
        return there == mine ? Answer.SAME : Answer.OTHER;
    }

    /** Whether a frame was seen that begins at or behind one position and before another. */
    boolean hasAny(long from, long to) {
        if (to - from > 1L << LAP_BITS) {
            return false;
        }
        for (long at = from; at < to; at = (at >>> LINE_BITS) + 1 << LINE_BITS) {
            long there = board.get(line(at));
            long position = at >>> LINE_BITS << LINE_BITS | (there >>> 46 & 3) << 3;
            if (there >>> LAP_SHIFT == lap(at) && position >= from && position < to) {
                return true;
            }
        }
        return false;
    }

    private static int line(long position) {
        return (int) (position >>> LINE_BITS) & NUMBERS - 1;
    }

    private static long lap(long position) {
        return (position >>> LAP_BITS) + 1;
    }

    private static long word(Stamp stamp, int length) {
        long hash = mix(stamp.sequence() + mix((long) stamp.writer() << 32 | length)) & HASH;
        return lap(stamp.position()) << LAP_SHIFT | (stamp.position() >>> 3 & 3) << 46 | hash;
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}

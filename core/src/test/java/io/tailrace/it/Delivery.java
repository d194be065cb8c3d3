package io.tailrace.it;

import io.tailrace.FrameHeader;
import io.tailrace.check.Board;
import io.tailrace.check.Payloads;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Checks each frame that is delivered and keeps on a board which there were, as ranges of sequences without a gap. For the thread that
 * polls; the board can be read by others.
 */
final class Delivery {
    /** Frames delivered. */
    static final int FRAMES = 40;

    /** Last sequence delivered. */
    static final int LAST = 41;

    /** Frames whose checksum, type or timestamp is not that of their sequence. */
    static final int BROKEN = 42;

    /** Frames whose sequence is not above that of the one before. */
    static final int DISORDERED = 43;

    /** Number of ranges. */
    static final int RANGES = 44;

    /** First range: first and last sequence. */
    static final int FIRST_RANGE = 50;

    private static final int MAX_RANGES = (Board.SIZE - FIRST_RANGE) / 2;

    private final Board board;
    private final Payloads payloads;
    private long last;

    Delivery(Board board) {
        this.board = board;
        this.payloads = new Payloads();
    }

    /** Sequences from first to last, all of them. */
    record Range(long first, long last) {}

    void take(DirectBuffer buffer, int offset, int length, FrameHeader header) {
        long sequence = payloads.check(buffer, offset, length);
        boolean sound = sequence > 0
                && header.timestamp() == sequence
                && header.type() == FeedMain.type(sequence)
                && header.length() == length;
        if (!sound) {
            raise(BROKEN);
            return;
        }
        if (sequence <= last) {
            raise(DISORDERED);
        }
        note(sequence);
        raise(FRAMES);
    }

    private void note(long sequence) {
        int range = (int) board.get(RANGES) - 1;
        if (range >= 0 && sequence == last + 1) {
            board.set(FIRST_RANGE + 2 * range + 1, sequence);
        } else if (range + 1 < MAX_RANGES) {
            board.set(FIRST_RANGE + 2 * (range + 1), sequence);
            board.set(FIRST_RANGE + 2 * (range + 1) + 1, sequence);
            board.set(RANGES, range + 2);
        } else {
            throw new IllegalStateException("too many gaps");
        }
        last = sequence;
        board.set(LAST, sequence);
    }

    private void raise(int field) {
        board.set(field, board.get(field) + 1);
    }

    static List<Range> ranges(Board board) {
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < board.get(RANGES); i++) {
            ranges.add(new Range(board.get(FIRST_RANGE + 2 * i), board.get(FIRST_RANGE + 2 * i + 1)));
        }
        return ranges;
    }

    /** How many of the frames in ranges have this sequence or a higher one: sequences that were never appended do not count. */
    static long framesFrom(List<Range> ranges, long first) {
        return ranges.stream()
                .mapToLong(range -> Math.max(0, range.last() - Math.max(first, range.first()) + 1))
                .sum();
    }

    /** Fails if a frame was torn, or came a second time to the same reader. */
    static void requireSound(Board board, String who) {
        if (board.get(BROKEN) != 0 || board.get(DISORDERED) != 0) {
            throw new AssertionError(who + " got " + board.get(BROKEN) + " broken frames and " + board.get(DISORDERED)
                    + " out of order; ranges " + ranges(board));
        }
    }

    /** Fails unless all sequences from the first to the last were delivered, once and whole. */
    static void requireAll(Board board, long first, long last, String who) {
        requireSound(board, who);
        List<Range> expected = List.of(new Range(first, last));
        if (!ranges(board).equals(expected)) {
            throw new AssertionError(who + " got " + ranges(board) + " instead of " + expected);
        }
    }
}

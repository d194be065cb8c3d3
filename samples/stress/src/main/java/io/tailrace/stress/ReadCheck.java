package io.tailrace.stress;

import io.tailrace.FrameHeader;
import io.tailrace.check.Payloads;
import io.tailrace.check.Stamp;
import org.agrona.DirectBuffer;

/**
 * Looks at each frame that a reader gets: whole; where everybody else saw it; behind the one before; next of its writer; and nothing that
 * anybody saw between it and the one before. What comes again after a kill was seen before and is few. For the thread that polls.
 */
final class ReadCheck {
    private final ReaderBoard board;
    private final Atlas atlas;
    private final boolean complete;
    private final long mostAgain;
    private final Payloads payloads = new Payloads();

    /** For each writer 1 + the number of gaps at its last frame: behind a gap its next one may be any later one. */
    private final int[] seen = new int[WriterBoard.MOST];

    private int gaps = 1;
    private long expected;
    private long again;
    private boolean fresh;

    /**
     * @param start where it begins
     * @param complete whether it gets everything since the journal was made: no gap, ever
     * @param mostAgain how many frames may come again
     */
    ReadCheck(ReaderBoard board, Atlas atlas, long start, boolean complete, long mostAgain) {
        this.board = board;
        this.atlas = atlas;
        this.expected = start;
        this.complete = complete;
        this.mostAgain = mostAgain;
        long end = board.end();
        require(
                !complete || start <= end || !atlas.hasAny(end, start),
                () -> "begins at " + start + ", but got all up to " + end + " only");
    }

    void gap(long from, long to) {
        require(!complete, () -> "a gap from " + from + " to " + to + " in what gates");
        require(from < to && from >= expected, () -> "a gap from " + from + " to " + to + " at " + expected);
        gaps++;
        expected = to;
        board.gap();
    }

    void take(DirectBuffer buffer, int offset, int length, FrameHeader header) {
        Stamp stamp = payloads.stamp(buffer, offset, length, header.position());
        require(
                stamp.writer() >= 0
                        && header.type() == type(stamp.sequence())
                        && header.timestamp() == stamp.sequence()
                        && header.length() == length,
                () -> "torn: " + stamp + " type " + header.type() + " timestamp " + header.timestamp());
        require(atlas.note(stamp, length), () -> "moved: " + stamp + " is elsewhere, or another one is there");
        require(stamp.position() >= expected, () -> "not monotone: " + stamp + " behind " + expected);
        require(
                !atlas.hasAny(expected, stamp.position()),
                () -> "lost: a frame between " + expected + " and " + stamp + " was seen by others");
        expected = header.nextPosition();
        if (stamp.position() < board.end()) {
            takeAgain(stamp);
        } else {
            takeNext(stamp, header.nextPosition());
        }
    }

    private void takeAgain(Stamp stamp) {
        require(!fresh && ++again <= mostAgain, () -> "doubled: " + stamp + " came again, as frame " + again);
        require(
                stamp.sequence() < board.next(stamp.writer()),
                () -> "disordered: " + stamp + " came for the first time" + " before " + board.end());
        board.again();
    }

    private void takeNext(Stamp stamp, long end) {
        fresh = true;
        long due = board.next(stamp.writer());
        boolean known = complete || seen[stamp.writer()] == gaps;
        require(stamp.sequence() >= due, () -> "doubled: " + stamp + " instead of sequence " + due);
        require(!known || stamp.sequence() == due, () -> "lost: " + stamp + " instead of sequence " + due);
        seen[stamp.writer()] = gaps;
        board.note(stamp, end);
    }

    /** The type that goes with a sequence. */
    static int type(long sequence) {
        return (int) (sequence * 31 & 0xffff);
    }

    private interface Text {
        String get();
    }

    private static void require(boolean holds, Text text) {
        if (!holds) {
            throw new AssertionError(text.get());
        }
    }
}

package io.tailrace.stress;

import io.tailrace.check.Board;
import io.tailrace.check.Stamp;

/**
 * What a reader got, over all its lives: a successor goes on with what its predecessor left.
 *
 * <pre>
 *  0 inside    odd while a poll is in progress
 *  1 ready     member that reads
 *  2 position  where it looks for the next frame, after its last poll
 *  3 end       first position behind the last frame that it got
 *  4..7        the frame that is being noted: writer, sequence, its end, stored last
 *  8 frames    9 again    10 gaps    11 done: the member that ended at the tail   12 frames in this poll
 *  64...       for each writer the sequence that comes next
 * </pre>
 */
final class ReaderBoard {
    static final int NUMBERS = 64 + WriterBoard.MOST;

    private static final int INSIDE = 0;
    private static final int READY = 1;
    private static final int POSITION = 2;
    private static final int END = 3;
    private static final int NOTED_WRITER = 4;
    private static final int NOTED_SEQUENCE = 5;
    private static final int NOTED_END = 6;
    private static final int FRAMES = 8;
    private static final int AGAIN = 9;
    private static final int GAPS = 10;
    private static final int IN_POLL = 12;
    private static final int NEXT = 64;

    private final Board board;

    ReaderBoard(Board board) {
        this.board = board;
    }

    /** Finishes what a predecessor was killed in. */
    void recover() {
        if (board.get(NOTED_END) > board.get(END)) {
            finishNote();
        }
    }

    /** A reader without a name begins anew. */
    void forget() {
        for (int field = NOTED_WRITER; field < NUMBERS; field++) {
            if (field != FRAMES && field != GAPS) {
                board.set(field, 0);
            }
        }
        board.set(END, 0);
    }

    /** In three steps, so that who is killed in between has noted all of it or nothing. */
    void note(Stamp stamp, long end) {
        board.set(NOTED_WRITER, stamp.writer());
        board.set(NOTED_SEQUENCE, stamp.sequence());
        board.set(NOTED_END, end);
        finishNote();
    }

    private void finishNote() {
        int writer = (int) board.get(NOTED_WRITER);
        board.set(NEXT + writer, board.get(NOTED_SEQUENCE) + 1);
        board.set(END, board.get(NOTED_END));
        board.set(FRAMES, board.get(FRAMES) + 1);
    }

    void enterPoll() {
        board.set(IN_POLL, 0);
        board.set(INSIDE, board.get(INSIDE) | 1);
    }

    void delivered() {
        board.set(IN_POLL, board.get(IN_POLL) + 1);
    }

    void leavePoll(long position) {
        board.set(INSIDE, board.get(INSIDE) + 1 & ~1L);
        board.set(POSITION, position);
    }

    void ready(int member) {
        board.set(READY, member);
    }

    void again() {
        board.set(AGAIN, board.get(AGAIN) + 1);
    }

    void gap() {
        board.set(GAPS, board.get(GAPS) + 1);
    }

    /** Whether a poll that has something to deliver is in progress. */
    boolean isInside() {
        return board.get(INSIDE) % 2 == 1 && board.get(IN_POLL) > 0;
    }

    boolean isReady(int member) {
        return board.get(READY) == member;
    }

    long position() {
        return board.get(POSITION);
    }

    long end() {
        return board.get(END);
    }

    long next(int writer) {
        return board.get(NEXT + writer);
    }

    long frames() {
        return board.get(FRAMES);
    }

    long framesAgain() {
        return board.get(AGAIN);
    }

    long gaps() {
        return board.get(GAPS);
    }
}

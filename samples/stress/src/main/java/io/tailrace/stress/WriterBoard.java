package io.tailrace.stress;

import io.tailrace.check.Board;

/**
 * A line for each writer number. A thread that appends has a number of its own, and counts its frames from 0; it gets another one when it
 * cannot know whether its last frame is there. What is written here survives its process.
 *
 * <pre>
 *  0 attempted     frames handed to the appender: stored before
 *  1 acknowledged  frames that the appender said are there: stored after; equal to attempted again if it said they are not
 *  2 inside        odd while a call is in progress
 *  3 operation     ordinal of the last {@link Operation} begun
 *  4 member        which process
 *  5 position      of the last acknowledged frame
 *  6 refused       calls refused for lack of space
 * </pre>
 */
final class WriterBoard {
    /** Writer numbers of a round. */
    static final int MOST = 1 << 14;

    private static final int LINE = 8;
    static final int NUMBERS = MOST * LINE;

    private static final int ATTEMPTED = 0;
    private static final int ACKNOWLEDGED = 1;
    private static final int INSIDE = 2;
    private static final int OPERATION = 3;
    private static final int MEMBER = 4;
    private static final int POSITION = 5;
    private static final int REFUSED = 6;

    private final Board board;

    WriterBoard(Board board) {
        this.board = board;
    }

    void begin(int writer, int member) {
        board.set(writer * LINE + MEMBER, member);
    }

    void enter(int writer, Operation operation, int frames) {
        int line = writer * LINE;
        board.set(line + OPERATION, operation.ordinal());
        board.set(line + ATTEMPTED, board.get(line + ATTEMPTED) + frames);
        board.set(line + INSIDE, board.get(line + INSIDE) | 1);
    }

    /** The frames that were attempted are there, the last one at a position. */
    void acknowledge(int writer, long position) {
        int line = writer * LINE;
        board.set(line + ACKNOWLEDGED, board.get(line + ATTEMPTED));
        board.set(line + POSITION, position);
    }

    /** The frames that were attempted are certainly not there. */
    void takeBack(int writer) {
        int line = writer * LINE;
        board.set(line + ATTEMPTED, board.get(line + ACKNOWLEDGED));
    }

    void leave(int writer) {
        int line = writer * LINE;
        board.set(line + INSIDE, board.get(line + INSIDE) + 1 & ~1L);
    }

    void refuse(int writer) {
        board.add(writer * LINE + REFUSED, 1);
    }

    long attempted(int writer) {
        return board.get(writer * LINE + ATTEMPTED);
    }

    long acknowledged(int writer) {
        return board.get(writer * LINE + ACKNOWLEDGED);
    }

    boolean isInside(int writer) {
        return board.get(writer * LINE + INSIDE) % 2 == 1;
    }

    Operation operation(int writer) {
        return Operation.values()[(int) board.get(writer * LINE + OPERATION)];
    }

    int member(int writer) {
        return (int) board.get(writer * LINE + MEMBER);
    }

    long position(int writer) {
        return board.get(writer * LINE + POSITION);
    }

    /** Calls refused for lack of space, of the first numbers. */
    long refused(int numbers) {
        long sum = 0;
        for (int writer = 0; writer < numbers; writer++) {
            sum += board.get(writer * LINE + REFUSED);
        }
        return sum;
    }
}

package io.tailrace.stress;

import io.tailrace.check.Board;

/** What all processes of a round tell each other. */
final class RoundBoard {
    private static final int STOP = 0;
    private static final int OVER = 1;
    private static final int NUMBERS = 2;

    /** From here on a line for each member. */
    private static final int MEMBERS = 256;

    private static final int LINE = 4;
    private static final int READY = 0;
    private static final int ENDED = 1;
    private static final int LOST = 2;

    /** Processes of a round. */
    static final int MOST_MEMBERS = (Board.SIZE - MEMBERS) / LINE;

    private final Board board;

    RoundBoard(Board board) {
        this.board = board;
    }

    /** Writers and who meddles are to end. */
    void stop() {
        board.set(STOP, 1);
    }

    boolean isStopped() {
        return board.get(STOP) != 0;
    }

    /** Readers are to end, at the tail. */
    void finish() {
        board.set(OVER, 1);
    }

    boolean isOver() {
        return board.get(OVER) != 0;
    }

    /** A number that no writer of this round has had. */
    int nextNumber() {
        int number = (int) board.add(NUMBERS, 1) - 1;
        if (number >= WriterBoard.MOST) {
            throw new IllegalStateException("more than " + WriterBoard.MOST + " writers in one round");
        }
        return number;
    }

    /** How many numbers have been given. */
    int numbers() {
        return (int) board.get(NUMBERS);
    }

    /** A member plays its role. */
    void ready(int member) {
        set(member, READY, 1);
    }

    boolean isReady(int member) {
        return board.get(line(member) + READY) != 0;
    }

    /** A thread of a member ended well. */
    void end(int member) {
        board.add(line(member) + ENDED, 1);
    }

    long ended(int member) {
        return board.get(line(member) + ENDED);
    }

    /** A member has closed another descriptor of the lock file. */
    void lost(int member) {
        set(member, LOST, 1);
    }

    boolean hasLost(int member) {
        return board.get(line(member) + LOST) != 0;
    }

    private void set(int member, int field, long value) {
        if (board.get(line(member) + field) != value) {
            board.set(line(member) + field, value);
        }
    }

    private static int line(int member) {
        return MEMBERS + member * LINE;
    }
}

package io.tailrace.stress;

import io.tailrace.check.Board;
import io.tailrace.internal.fault.FaultPoint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What all processes of a round tell each other. */
final class RoundBoard {
    private static final int STOP = 0;
    private static final int OVER = 1;
    private static final int NUMBERS = 2;

    /** What is armed: number of the arming, action, point + 1; 0 = nothing. */
    private static final int ARMED = 3;

    /** Passes left until it happens. */
    private static final int LEFT = 4;

    /** Number of the last arming that happened. */
    private static final int DONE = 5;

    /** The member that it happened to. */
    private static final int VICTIM = 6;

    /** The member of which a thread is parked, 0 = none. */
    private static final int PARKED = 7;

    private static final int PATIENCE = 8;

    /** From here on 1 for each fault point that was ever passed. */
    private static final int PASSED = 64;

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

    /** How long a claim of one that lives may stand. */
    void patience(Duration patience) {
        board.set(PATIENCE, patience.toNanos());
    }

    Duration patience() {
        return Duration.ofNanos(board.get(PATIENCE));
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

    /** Whoever passes a point as the n-th from now on does what is wanted there. */
    void arm(int number, FaultPoint point, FaultAction action, int passes) {
        board.set(LEFT, passes);
        board.set(ARMED, (long) number << 32 | (long) action.ordinal() << 16 | point.ordinal() + 1);
    }

    /** Nobody has come by often enough: the next one does it. */
    void hurry() {
        board.set(LEFT, 1);
    }

    void disarm() {
        board.set(ARMED, 0);
    }

    /** A thread of a member passes a point; what it is to do there, null if nothing. */
    @Nullable
    FaultAction pass(FaultPoint point, int member) {
        if (board.get(PASSED + point.ordinal()) == 0) {
            board.set(PASSED + point.ordinal(), 1);
        }
        long armed = board.get(ARMED);
        if ((armed & 0xffff) != point.ordinal() + 1 || board.add(LEFT, -1) != 0 || !board.replace(ARMED, armed, 0)) {
            return null;
        }
        board.set(VICTIM, member);
        board.set(DONE, armed >>> 32);
        return FaultAction.values()[(int) (armed >>> 16 & 0xffff)];
    }

    boolean hasPassed(FaultPoint point) {
        return board.get(PASSED + point.ordinal()) != 0;
    }

    /** Number of the last arming that happened. */
    int done() {
        return (int) board.get(DONE);
    }

    int victim() {
        return (int) board.get(VICTIM);
    }

    void park(int member) {
        board.set(PARKED, member);
    }

    int parked() {
        return (int) board.get(PARKED);
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

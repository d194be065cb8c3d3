package io.tailrace.stress.races;

import io.tailrace.check.Board;
import java.nio.file.Path;

/** Where a sleeper and its ringer agree on the races, numbered from 1. Two processes, a thread each. */
final class Meeting {
    private static final int WAITING = 0;
    private static final int RUNG_AT = 1;
    private static final int RUNG = 2;
    private static final int RUNG_UNTIL = 3;
    private static final int FIELDS = 4;

    private static final int SPINS = 20_000;
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final Board board;

    private Meeting(Board board) {
        this.board = board;
    }

    static Meeting open(Path directory, RaceKind kind) {
        return new Meeting(Board.open(directory.resolve("meeting-" + kind), FIELDS));
    }

    /** The sleeper begins to wait. */
    void waits(long race) {
        board.set(WAITING, race);
    }

    void awaitWaiting(long race) {
        await("the sleeper waits", WAITING, race);
    }

    /** The ringer is about to do it. */
    void rings(long nanoTime) {
        board.set(RUNG_AT, nanoTime);
    }

    long rungAt() {
        return board.get(RUNG_AT);
    }

    /** It did, and rang. */
    void hasRung(long race, long nanoTime) {
        board.set(RUNG_UNTIL, nanoTime);
        board.set(RUNG, race);
    }

    /** When it had rung: until then the sleeper may sleep on, however long the ringer was kept from it. */
    long awaitRung(long race) {
        await("the ringer has rung", RUNG, race);
        return board.get(RUNG_UNTIL);
    }

    private void await(String what, int field, long least) {
        long begin = System.nanoTime();
        for (int i = 0; board.get(field) < least; i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                // On a machine with more threads than cores the other one may need this core.
                Thread.yield();
                if (System.nanoTime() - begin > PATIENCE_NANOS) {
                    throw new AssertionError("waited in vain for race " + least + ": " + what);
                }
            }
        }
    }
}

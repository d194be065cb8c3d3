package io.tailrace.stress.races;

import io.tailrace.check.Board;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** Where a sleeper and its ringer agree on the races, numbered from 1. Two processes, a thread each. */
final class Meeting {
    private static final int WAITING = 0;
    private static final int RUNG_AT = 1;
    private static final int RUNG = 2;
    private static final int RINGER_DELAY = 3;
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
        await("the sleeper has had race " + (race - 1), () -> board.get(WAITING), race);
    }

    /** The ringer is about to do it. */
    void rings(long nanoTime) {
        board.set(RUNG_AT, nanoTime);
    }

    long rungAt() {
        return board.get(RUNG_AT);
    }

    /** It did, and rang. */
    void hasRung(long race, long runDelay) {
        board.set(RINGER_DELAY, runDelay);
        board.set(RUNG, race);
    }

    /** How long the ringer's thread could have run, and did not, while it rang. */
    long awaitRung(long race) {
        await("the ringer has rung in race " + race, () -> board.get(RUNG), race);
        return board.get(RINGER_DELAY);
    }

    private static void await(String what, LongSupplier field, long least) {
        long begin = System.nanoTime();
        for (int i = 0; field.getAsLong() < least; i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                // On a machine with more threads than cores the other one may need this core.
                Thread.yield();
                if (System.nanoTime() - begin > PATIENCE_NANOS) {
                    throw new AssertionError("waited in vain: " + what);
                }
            }
        }
    }
}

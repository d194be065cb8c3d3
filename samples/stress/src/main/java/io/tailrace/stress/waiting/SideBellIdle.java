package io.tailrace.stress.waiting;

import io.tailrace.check.Board;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.agrona.concurrent.IdleStrategy;

/** Spins as long as ours does, says that it sleeps, has the reader look once more, and sleeps until it is rung or for the bound. */
abstract class SideBellIdle implements IdleStrategy, AutoCloseable {
    /** As {@code WakeableIdleStrategy} has them. */
    static final long SPIN_NANOS = 10_000;

    static final long BOUND_MILLIS = 5;

    private final Board board;
    private boolean idling;
    private long idleSince;

    SideBellIdle(Path directory) {
        this.board = SideBell.board(directory);
    }

    abstract void sleep() throws IOException;

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        long now = System.nanoTime();
        if (!idling) {
            idling = true;
            idleSince = now;
        }
        if (now - idleSince < SPIN_NANOS) {
            Thread.onSpinWait();
        } else if (!SideBell.isAsleep(board)) {
            SideBell.setAsleep(board);
        } else {
            try {
                sleep();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void reset() {
        idling = false;
    }

    @Override
    public abstract void close() throws IOException;
}

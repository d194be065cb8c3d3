package io.tailrace.internal.memory;

import java.util.concurrent.locks.LockSupport;

/** Pauses of a thread that waits for another process, through interrupts: an interrupted thread would not pause. */
public final class Pause implements AutoCloseable {
    private boolean interrupted;

    public void nanos(long nanos) {
        interrupted |= Thread.interrupted();
        LockSupport.parkNanos(nanos);
    }

    /** Hands an interrupt on that came meanwhile. */
    @Override
    public void close() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.tailrace.stress;

import java.util.Locale;

/** What can be done to those who play. */
enum FaultKind {
    KILL_WRITER,
    KILL_READER,
    /** All of them at one instant. */
    KILL_ALL,
    STOP_WRITER,
    STOP_READER,
    /** Until the round ends. */
    STOP_FOR_EVER,
    /** A process that ends by itself, with a claim open. */
    EXIT,
    /** Another descriptor of the lock file is closed. */
    LOSE_LOCKS,
    FULL_DISK,
    /** A copy of the directory while all are stopped, recovered by others. */
    SNAPSHOT,
    /** A process ends between two steps of the protocol. */
    HALT,
    THROW,
    PARK;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package io.tailrace.micrometer;

import java.util.function.LongSupplier;

/** How often and how long one consumer paused, a pause that lasts still included. Any thread. */
final class PauseTime {
    private final LongSupplier nanoClock;
    private boolean paused;
    private long since;
    private long count;
    private long endedNanos;

    PauseTime(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Told again of a pause that goes on at another position, it is the same pause. */
    synchronized void pause() {
        if (!paused) {
            paused = true;
            since = nanoClock.getAsLong();
            count++;
        }
    }

    synchronized void resume() {
        if (paused) {
            paused = false;
            endedNanos += nanoClock.getAsLong() - since;
        }
    }

    synchronized long count() {
        return count;
    }

    synchronized long totalNanos() {
        return paused ? endedNanos + nanoClock.getAsLong() - since : endedNanos;
    }
}

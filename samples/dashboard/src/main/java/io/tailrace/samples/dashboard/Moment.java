package io.tailrace.samples.dashboard;

import java.time.Instant;

/**
 * When something was looked at.
 *
 * @param epochNanos ns since the epoch, to be shown
 * @param nanoTime by the clock that never jumps, to be subtracted
 */
record Moment(long epochNanos, long nanoTime) {
    private static final long NANOS = 1_000_000_000L;

    static Moment now() {
        Instant now = Instant.now();
        return new Moment(now.getEpochSecond() * NANOS + now.getNano(), System.nanoTime());
    }

    /** Seconds from an earlier moment to this one. */
    double secondsSince(Moment earlier) {
        return (nanoTime - earlier.nanoTime) / (double) NANOS;
    }
}

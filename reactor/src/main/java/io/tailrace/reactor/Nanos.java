package io.tailrace.reactor;

import java.time.Duration;

/** Durations as the loops count them. */
final class Nanos {
    /** An eighth of the range is 36 years: added to any clock it does not overflow. */
    private static final Duration MOST = Duration.ofNanos(Long.MAX_VALUE / 8);

    private Nanos() {}

    /**
     * A duration in ns.
     *
     * @param name what it is called if it is negative, which is an {@link IllegalArgumentException}
     */
    static long saturated(Duration duration, String name) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative: " + duration);
        }
        return (duration.compareTo(MOST) > 0 ? MOST : duration).toNanos();
    }
}

package io.tailrace;

import java.time.Duration;

/** Checks of arguments that several options share. */
final class Checks {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private Checks() {}

    static Duration notNegative(Duration duration, String name) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative: " + duration);
        }
        // So that it has a number of nanoseconds.
        return duration.compareTo(FOR_EVER) > 0 ? FOR_EVER : duration;
    }
}

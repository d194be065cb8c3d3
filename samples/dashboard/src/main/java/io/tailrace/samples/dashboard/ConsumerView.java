package io.tailrace.samples.dashboard;

import io.tailrace.JournalStatus.ConsumerStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A consumer on the page.
 *
 * @param lagMillis age of the frame at its cursor, 0 at the tail; null if that frame has no timestamp
 * @param standing whether it stands at a page's end although frames lie behind it
 */
record ConsumerView(
        String name,
        long cursor,
        long lagBytes,
        @Nullable Double lagMillis,
        boolean alive,
        String state,
        long pid,
        String policy,
        long heldBytes,
        @Nullable String paused,
        long idleMillis,
        boolean standing) {
    private static final double NANOS_PER_MILLI = 1e6;

    static ConsumerView of(ConsumerStatus status, Moment at, boolean standing) {
        return new ConsumerView(
                status.name(),
                status.cursor(),
                status.lagBytes(),
                lagMillis(status, at),
                status.alive(),
                status.state().toString(),
                status.pid(),
                status.policy().toString().toLowerCase(Locale.ROOT),
                status.heldBytes(),
                status.paused(),
                status.idleMillis(),
                standing);
    }

    private static @Nullable Double lagMillis(ConsumerStatus status, Moment at) {
        if (status.lagBytes() == 0) {
            return 0.0;
        }
        // Clocks of other machines may be ahead.
        return status.nextTimestamp() == 0
                ? null
                : (Double) (Math.max(0, at.epochNanos() - status.nextTimestamp()) / NANOS_PER_MILLI);
    }
}

package io.tailrace.stress.races;

import io.tailrace.WakeUp;
import io.tailrace.WakeableIdleStrategy;
import io.tailrace.check.Hiccups;

/** How long each race took from what was done to who slept for it. For the sleeper's thread. */
final class RaceTally {
    /** A sleep that nothing ended is no shorter. */
    static final long MISSED_NANOS = 900_000;

    /** What is left of that, if nothing explains it. */
    private static final long UNEXPLAINED_NANOS = 700_000;

    /** A timer is as late as that on any machine. */
    private static final long HICCUP_NANOS = 300_000;

    private static final long BOUND_NANOS = WakeableIdleStrategy.DEFAULT_BOUND.toNanos();
    private static final int MICROS = 20_000;

    private final long[] byMicros = new long[MICROS + 1];
    private final long graceNanos;
    private long races;
    private long notAsked;
    private long slept;
    private long held;
    private long missed;
    private long beyond;
    private long longest;
    private long longestHiccup;
    private long worst;
    private long begun = System.nanoTime();

    /** @param graceNanos from the end of a sleep by the clock to the next look, on this machine */
    RaceTally(long graceNanos) {
        this.graceNanos = graceNanos;
    }

    void begin(long now) {
        begun = now;
    }

    /**
     * @param began to wait
     * @param rungAt just before it was done
     * @param rungUntil when it was done and rung
     * @param ended to wait
     * @param runDelay of the sleeper meanwhile
     * @param offCore whether it was off its core meanwhile: asleep, or not let run
     */
    void add(long began, long rungAt, long rungUntil, long ended, long runDelay, boolean offCore, Hiccups hiccups) {
        if (rungAt < began || rungAt > ended) {
            // Let through by something else: the next page was there.
            notAsked++;
            return;
        }
        long nanos = ended - rungAt;
        races++;
        slept += offCore ? 1 : 0;
        byMicros[(int) Math.min(MICROS, nanos / 1_000)]++;
        longest = Math.max(longest, nanos);
        if (nanos < MISSED_NANOS) {
            return;
        }
        long late = ended - rungUntil - runDelay;
        if (late >= UNEXPLAINED_NANOS) {
            // What is in no thread's account: a JVM that stands, a machine that does not run.
            hiccups.awaitNoted();
            long hiccup = hiccups.takeLongestNanos();
            longestHiccup = Math.max(longestHiccup, hiccup);
            late -= hiccup < HICCUP_NANOS ? 0 : 2 * hiccup;
        }
        if (late < UNEXPLAINED_NANOS) {
            held++;
            return;
        }
        missed++;
        worst = Math.max(worst, late);
        if (late > BOUND_NANOS + graceNanos + 2 * longestHiccup) {
            beyond++;
        }
    }

    /** {@code WAY RACES NOT_ASKED SLEPT HELD MISSED BEYOND P50 P99 P9999 LONGEST WORST NANOS} and counts up to each of {@link RaceRow#LIMITS}. */
    String line(WakeUp way, long now) {
        StringBuilder line = new StringBuilder();
        line.append(way)
                .append(' ')
                .append(races)
                .append(' ')
                .append(notAsked)
                .append(' ')
                .append(slept);
        line.append(' ').append(held).append(' ').append(missed).append(' ').append(beyond);
        line.append(' ').append(quantile(0.5)).append(' ').append(quantile(0.99));
        line.append(' ').append(quantile(0.9999)).append(' ').append(longest / 1_000);
        line.append(' ').append(worst / 1_000).append(' ').append(now - begun);
        int micros = 0;
        for (int limit : RaceRow.LIMITS) {
            long count = 0;
            for (; micros < Math.min(limit, MICROS + 1); micros++) {
                count += byMicros[micros];
            }
            line.append(' ').append(count);
        }
        return line.toString();
    }

    private long quantile(double part) {
        long left = (long) (part * races);
        for (int micros = 0; micros <= MICROS; micros++) {
            left -= byMicros[micros];
            if (left < 0) {
                return micros;
            }
        }
        return MICROS;
    }
}

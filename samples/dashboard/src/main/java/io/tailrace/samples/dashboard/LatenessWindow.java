package io.tailrace.samples.dashboard;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The distribution of the last half minute, to 1 %. Any thread. */
final class LatenessWindow {
    private static final int PARTS = 6;
    private static final int PART_SECONDS = 5;
    private static final long HIGHEST = TimeUnit.DAYS.toNanos(1);
    private static final int DIGITS = 2;

    private final Histogram[] parts = new Histogram[PARTS];
    private final boolean[] passedOver = new boolean[PARTS];
    private int current;
    private long currentSince = System.nanoTime();

    LatenessWindow() {
        Arrays.setAll(parts, part -> new Histogram(HIGHEST, DIGITS));
    }

    /** Forgets what is too old. */
    synchronized void roll(long nanoTime) {
        for (int i = 0; i < PARTS && nanoTime - currentSince >= TimeUnit.SECONDS.toNanos(PART_SECONDS); i++) {
            current = (current + 1) % PARTS;
            parts[current].reset();
            passedOver[current] = false;
            currentSince += TimeUnit.SECONDS.toNanos(PART_SECONDS);
        }
        if (nanoTime - currentSince >= TimeUnit.SECONDS.toNanos(PART_SECONDS)) {
            currentSince = nanoTime;
        }
    }

    /** Adds a lateness in ns. A clock that is ahead makes none that is below zero. */
    synchronized void add(long nanos) {
        parts[current].recordValue(Math.max(0, Math.min(nanos, HIGHEST)));
    }

    /** Notes that there were frames that are not in it. */
    synchronized void passOver() {
        passedOver[current] = true;
    }

    /** What is in it; null if nothing is. */
    synchronized @Nullable LatenessView view() {
        Histogram all = new Histogram(HIGHEST, DIGITS);
        boolean sampled = false;
        for (int i = 0; i < PARTS; i++) {
            all.add(parts[i]);
            sampled |= passedOver[i];
        }
        return all.getTotalCount() == 0
                ? null
                : new LatenessView(
                        all.getTotalCount(),
                        all.getValueAtPercentile(50),
                        all.getValueAtPercentile(99),
                        all.getValueAtPercentile(99.9),
                        all.getMaxValue(),
                        PARTS * PART_SECONDS,
                        sampled);
    }
}

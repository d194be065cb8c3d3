package io.tailrace.stress.waiting;

import java.util.Arrays;

/** Durations in ns, all of them kept. For one thread. */
final class Times {
    private long[] nanos = new long[1 << 16];
    private int count;

    void add(long each) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = each;
    }

    int count() {
        return count;
    }

    double mean() {
        return Arrays.stream(nanos, 0, count).average().orElse(0);
    }

    /** Those below which each of the given parts lies, and the longest; zeros if there are none. */
    long[] quantiles(double... parts) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        long[] found = new long[parts.length];
        for (int i = 0; i < parts.length && count > 0; i++) {
            found[i] = sorted[Math.min(count - 1, (int) (parts[i] * count))];
        }
        return found;
    }
}

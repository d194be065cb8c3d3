package io.tailrace.stress;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many faults of each kind were asked for, and how many hit an append or a poll in progress; only those count. What they hit is counted
 * beside.
 */
final class FaultCounts {
    private final Map<FaultKind, Integer> asked = new EnumMap<>(FaultKind.class);
    private final Map<FaultKind, Integer> counted = new EnumMap<>(FaultKind.class);
    private final Map<String, Integer> hits = new TreeMap<>();
    private int missed;

    void ask(FaultKind kind, int n) {
        if (n > 0) {
            asked.merge(kind, n, Integer::sum);
        }
    }

    void count(FaultKind kind, String what) {
        counted.merge(kind, 1, Integer::sum);
        hits.merge(kind + "/" + what, 1, Integer::sum);
    }

    /** Nothing was in progress, or it did not happen. */
    void miss() {
        missed++;
    }

    int counted(FaultKind kind) {
        return counted.getOrDefault(kind, 0);
    }

    int asked(FaultKind kind) {
        return asked.getOrDefault(kind, 0);
    }

    void addTo(FaultCounts sum) {
        asked.forEach(sum::ask);
        counted.forEach((kind, n) -> sum.counted.merge(kind, n, Integer::sum));
        hits.forEach((what, n) -> sum.hits.merge(what, n, Integer::sum));
        sum.missed += missed;
    }

    /**
     * Fails unless everything that was asked for happened as often.
     *
     * @param left steps that nobody came by
     */
    void requireAsked(List<?> left) {
        asked.forEach((kind, n) -> {
            if (counted(kind) < n) {
                throw new AssertionError(
                        kind + ": asked for " + n + ", counted " + counted(kind) + "; steps left " + left);
            }
        });
    }

    @Override
    public String toString() {
        return counted + " not counted=" + missed + " of which " + hits;
    }
}

package io.tailrace.it;

import java.util.Map;
import java.util.TreeMap;

/** Kills that hit something in progress, by what they hit; the others are only counted. */
final class Tally {
    /** A reader inside a poll that had begun to deliver. */
    static final String POLL = "poll";

    /** A writer inside the appender and a reader inside a poll, at once. */
    static final String BOTH = "both";

    private final Map<String, Integer> hits = new TreeMap<>();
    private int misses;

    Tally() {
        for (Operation operation : Operation.values()) {
            hits.put(name(operation), 0);
        }
        hits.put(POLL, 0);
        hits.put(BOTH, 0);
    }

    static String name(Operation operation) {
        return "append/" + operation.name().toLowerCase(java.util.Locale.ROOT);
    }

    void hit(String what) {
        hits.merge(what, 1, Integer::sum);
    }

    void miss() {
        misses++;
    }

    int counted() {
        return hits.values().stream().mapToInt(Integer::intValue).sum();
    }

    int attempts() {
        return counted() + misses;
    }

    boolean hasAllKinds() {
        return !hits.containsValue(0);
    }

    @Override
    public String toString() {
        return "kills=" + counted() + " " + hits + " not counted=" + misses;
    }
}

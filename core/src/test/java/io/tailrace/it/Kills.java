package io.tailrace.it;

import io.tailrace.check.Tally;
import java.util.Locale;
import java.util.stream.Stream;

/** Kills that hit something in progress, by what they hit; the others are only counted. */
final class Kills {
    /** A reader inside a poll that had begun to deliver. */
    static final String POLL = "poll";

    /** A writer inside the appender and a reader inside a poll, at once. */
    static final String BOTH = "both";

    private final Tally hits =
            new Tally(Stream.concat(Stream.of(Operation.values()).map(Kills::name), Stream.of(POLL, BOTH))
                    .toList());
    private int misses;

    static String name(Operation operation) {
        return "append/" + operation.name().toLowerCase(Locale.ROOT);
    }

    void hit(String what) {
        hits.count(what);
    }

    void miss() {
        misses++;
    }

    int counted() {
        return (int) hits.sum();
    }

    int attempts() {
        return counted() + misses;
    }

    boolean hasAllKinds() {
        return hits.hasAll();
    }

    @Override
    public String toString() {
        return "kills=" + counted() + " " + hits + " not counted=" + misses;
    }
}

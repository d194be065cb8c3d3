package io.tailrace.reactor;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often what happened in a random test, so that one in which something never happened does not pass. Any thread. */
final class Tally {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    Tally(List<String> kinds) {
        kinds.forEach(kind -> counts.put(kind, new LongAdder()));
    }

    void count(String kind) {
        add(kind, 1);
    }

    void add(String kind, long n) {
        counts.get(kind).add(n);
    }

    long of(String kind) {
        return counts.get(kind).sum();
    }

    void requireAll() {
        counts.forEach((kind, count) -> {
            if (count.sum() == 0) {
                throw new AssertionError("never happened: " + kind + "; " + this);
            }
        });
    }

    @Override
    public String toString() {
        return new TreeMap<>(counts).toString();
    }
}

package io.tailrace.check;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often what happened in a random test, so that one in which something never happened does not pass. Any thread. */
public final class Tally {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    public Tally(List<String> kinds) {
        kinds.forEach(kind -> counts.put(kind, new LongAdder()));
    }

    public void count(String kind) {
        add(kind, 1);
    }

    public void add(String kind, long n) {
        counts.get(kind).add(n);
    }

    public long of(String kind) {
        return counts.get(kind).sum();
    }

    /** Of all kinds. */
    public long sum() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    public boolean hasAll() {
        return counts.values().stream().allMatch(count -> count.sum() > 0);
    }

    public void requireAll() {
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

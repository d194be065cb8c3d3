package io.tailrace.it;

import io.tailrace.it.Delivery.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What writers did, as they said it on their boards: everything acknowledged was to be delivered, and of what they were at when they were
 * killed all or nothing. Sequences are never attempted twice.
 */
final class Ledger {
    private final List<Range> doubtful = new ArrayList<>();
    private long next = 1;

    /** The sequence that the next writer begins with. */
    long next() {
        return next;
    }

    /** A writer is gone. */
    void close(long acknowledged, long attempted) {
        if (attempted > acknowledged) {
            doubtful.add(new Range(acknowledged + 1, attempted));
        }
        next = attempted + 1;
    }

    /** Whether nothing from first to last had to be delivered. */
    boolean mayBeMissing(long first, long last) {
        long at = first;
        for (Range range : doubtful) {
            if (range.first() <= at && at <= range.last()) {
                at = range.last() + 1;
            }
        }
        return at > last;
    }

    /** Fails unless a reader that read everything got all that was acknowledged, and of what was in doubt all or nothing. */
    void requireComplete(List<Range> delivered) {
        long at = 1;
        for (Range range : delivered) {
            requireMissing(at, range.first() - 1, delivered);
            at = range.last() + 1;
        }
        requireMissing(at, next - 1, delivered);
        if (at > next) {
            throw new AssertionError("delivered " + delivered + ", but only up to " + (next - 1) + " was attempted");
        }
    }

    private void requireMissing(long first, long last, List<Range> delivered) {
        long at = first;
        while (at <= last) {
            long missing = at;
            Range unit = doubtful.stream()
                    .filter(range -> range.first() == missing && range.last() <= last)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("frame " + missing + " is missing: delivered " + delivered
                            + ", in doubt when writers were killed " + doubtful));
            at = unit.last() + 1;
        }
    }

    /** The union of ranges, in as few as possible. */
    static List<Range> merge(List<Range> ranges) {
        List<Range> merged = new ArrayList<>();
        for (Range range :
                ranges.stream().sorted(Comparator.comparingLong(Range::first)).toList()) {
            Range before = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (before != null && range.first() <= before.last() + 1) {
                merged.set(merged.size() - 1, new Range(before.first(), Math.max(before.last(), range.last())));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }
}

package io.tailrace.samples.feeds;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Prints a row for each second and feed, from the first frame on. */
final class LiveTable {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int SECONDS_PER_HEADING = 20;

    private final List<FeedReader> readers;
    private final PrintWriter out;
    private final Runnable nobodyLooks;
    private long second;
    private long lastNanos;

    /**
     * A table.
     *
     * @param readers give a row each
     * @param out gets the rows
     * @param nobodyLooks run when rows cannot be written any more
     */
    LiveTable(List<FeedReader> readers, PrintWriter out, Runnable nobodyLooks) {
        this.readers = readers;
        this.out = out;
        this.nobodyLooks = nobodyLooks;
    }

    /** Prints until disposed. */
    Disposable start() {
        lastNanos = System.nanoTime();
        return Flux.interval(PERIOD, Schedulers.boundedElastic())
                .onBackpressureDrop()
                .subscribe(tick -> print());
    }

    private void print() {
        long now = System.nanoTime();
        List<Interval> intervals =
                readers.stream().map(reader -> reader.next(now - lastNanos)).toList();
        lastNanos = now;
        if (second == 0 && intervals.stream().allMatch(interval -> interval.frames() == 0)) {
            return;
        }
        if (second % SECONDS_PER_HEADING == 0) {
            out.println(LatencyTable.heading());
        }
        second++;
        intervals.forEach(interval -> out.println(LatencyTable.row(second, interval)));
        if (out.checkError()) {
            nobodyLooks.run();
        }
    }
}

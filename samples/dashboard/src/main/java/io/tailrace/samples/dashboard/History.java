package io.tailrace.samples.dashboard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rates and lags of the last five minutes. Any thread. */
final class History {
    static final int POINTS = 600;

    private final Deque<Point> points = new ArrayDeque<>();

    /**
     * One look.
     *
     * @param at ns since the epoch
     */
    record Point(long at, double framesPerSecond, double bytesPerSecond, Map<String, Lag> consumers) {}

    /** How far a consumer is behind. */
    record Lag(long lagBytes, @Nullable Double lagMillis) {}

    void add(Moment at, Observation seen, List<ConsumerView> consumers) {
        Map<String, Lag> lags = new LinkedHashMap<>();
        for (ConsumerView consumer : consumers) {
            lags.put(consumer.name(), new Lag(consumer.lagBytes(), consumer.lagMillis()));
        }
        add(new Point(at.epochNanos(), seen.framesPerSecond(), seen.bytesPerSecond(), lags));
    }

    private synchronized void add(Point point) {
        points.addLast(point);
        if (points.size() > POINTS) {
            points.removeFirst();
        }
    }

    /** All of them, oldest first. */
    synchronized List<Point> points() {
        return List.copyOf(points);
    }
}

package io.tailrace.samples.dashboard;

import java.util.List;

/** A history as the page gets it. */
record HistoryView(int periodMillis, List<History.Point> points) {
    HistoryView(History history) {
        this(Sampler.PERIOD_MILLIS, history.points());
    }
}

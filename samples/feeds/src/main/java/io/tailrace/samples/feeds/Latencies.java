package io.tailrace.samples.feeds;

import org.HdrHistogram.Histogram;

/**
 * How long frames took from being published to being received, in ns.
 *
 * @param count frames with a timestamp
 * @param p50 half of them took at most this
 * @param p99 99 of 100
 * @param p999 999 of 1,000
 * @param max the slowest one
 */
record Latencies(long count, long p50, long p99, long p999, long max) {
    static Latencies of(Histogram histogram) {
        return new Latencies(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getTotalCount() == 0 ? 0 : histogram.getMaxValue());
    }
}

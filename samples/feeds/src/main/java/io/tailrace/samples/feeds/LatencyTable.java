package io.tailrace.samples.feeds;

import java.util.Locale;

/** Lines of the reader's table: one a second and feed, in columns that stay below their headings. */
final class LatencyTable {
    private static final String FORMAT = "%5s  %-12s %11s %9s %13s %9s %11s %11s %11s %11s";

    private LatencyTable() {}

    /** The line above the rows, with the units. */
    static String heading() {
        return format("s", "feed", "frames/s", "MB/s", "lag B", "switches", "p50 us", "p99 us", "p99.9 us", "max us");
    }

    /** A row; what is not known is a dash. */
    static String row(long second, Interval interval) {
        Latencies latencies = interval.latencies();
        boolean known = latencies.count() > 0;
        return format(
                Long.toString(second),
                interval.feed(),
                String.format(Locale.ROOT, "%,.0f", interval.framesPerSecond()),
                String.format(Locale.ROOT, "%,.2f", interval.megabytesPerSecond()),
                interval.lagBytes() < 0 ? "-" : String.format(Locale.ROOT, "%,d", interval.lagBytes()),
                Long.toString(interval.switches()),
                known ? micros(latencies.p50()) : "-",
                known ? micros(latencies.p99()) : "-",
                known ? micros(latencies.p999()) : "-",
                known ? micros(latencies.max()) : "-");
    }

    private static String micros(long nanos) {
        return String.format(Locale.ROOT, "%,.1f", nanos / 1e3);
    }

    private static String format(Object... columns) {
        return String.format(Locale.ROOT, FORMAT, columns);
    }
}

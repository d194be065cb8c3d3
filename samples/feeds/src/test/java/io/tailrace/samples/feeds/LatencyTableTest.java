package io.tailrace.samples.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LatencyTableTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void keepsColumnsBelowTheirHeadings() {
        Latencies latencies = new Latencies(10_000, 61_234, 410_700, 1_204_200, 12_011_100);
        Interval interval = new Interval("binance", SECOND, 10_012, 3_301_000, 2, 1_048_576, latencies);
        assertEquals(
                "    s  feed            frames/s      MB/s         lag B  switches      p50 us      p99 us    p99.9 us"
                        + "      max us",
                LatencyTable.heading());
        assertEquals(
                "   12  binance           10,012      3.30     1,048,576         2        61.2       410.7     1,204.2"
                        + "    12,011.1",
                LatencyTable.row(12, interval));
    }

    @Test
    void countsForTheTimeThatReallyPassed() {
        Interval interval = new Interval("f", SECOND * 2, 1_000, 4_000_000, 0, 0, new Latencies(0, 0, 0, 0, 0));
        assertEquals(
                "    1  f                    500      2.00             0         0           -           -           -"
                        + "           -",
                LatencyTable.row(1, interval));
    }

    @Test
    void showsADashForALagThatIsNotKnown() {
        Interval interval = new Interval("f", SECOND, 0, 0, 0, -1, new Latencies(0, 0, 0, 0, 0));
        assertEquals(
                "    1  f                      0      0.00             -         0           -           -           -"
                        + "           -",
                LatencyTable.row(1, interval));
    }
}

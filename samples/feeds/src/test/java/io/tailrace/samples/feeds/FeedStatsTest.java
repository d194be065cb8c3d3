package io.tailrace.samples.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class FeedStatsTest {
    private static final int PAGE_BITS = 16;

    private final FeedStats stats = new FeedStats("f", () -> PAGE_BITS, new Continuity(true));

    @Test
    void showsEachIntervalByItself() {
        stats.add(made(0, 1_000, 0), 3_000);
        stats.add(made(1L << PAGE_BITS, 1_000, 1), 1_001_000);
        Interval first = stats.next(500, (1L << PAGE_BITS) + 164);
        assertEquals(2, first.frames());
        assertEquals(200, first.bytes());
        assertEquals(1, first.switches());
        assertEquals(64, first.lagBytes());
        assertEquals(2, first.latencies().count());
        assertEquals(2_000, first.latencies().p50(), 2);
        assertEquals(1_000_000, first.latencies().max(), 1_000);

        stats.add(made(3L << PAGE_BITS, 5_000, 2), 6_000);
        Interval second = stats.next(500, -1);
        assertEquals(1, second.frames());
        assertEquals(1, second.switches());
        assertEquals(-1, second.lagBytes());
        assertEquals(1_000, second.latencies().max(), 1);
        assertEquals(3, stats.totals().frames());
        assertEquals(3, stats.totals().latencies().count());
    }

    @Test
    void hasNoLatencyWithoutATimestamp() {
        stats.add(made(0, 0, 0), 3_000);
        assertEquals(0, stats.next(1, 0).latencies().count());
    }

    @Test
    void isNeitherBeforeTheFirstFrame() {
        assertEquals(-1, stats.nextPosition());
        assertEquals(-1, stats.next(1, 1_000).lagBytes());
    }

    @Test
    void saysWhetherItIsWhole() {
        stats.add(made(0, 0, 0), 1);
        stats.add(new Received(100, 200, 0, 100, false, 0, 0), 1);
        assertTrue(stats.totals().isWhole());
        assertEquals(
                "complete: 2 frames, 1 of them checked by sequence number: 0 missing, 0 twice",
                new ReadSummary(List.of(stats.totals())).verdict());

        stats.add(made(200, 0, 3), 1);
        stats.add(made(300, 0, 3), 1);
        assertFalse(stats.totals().isWhole());
        assertEquals(
                "INCOMPLETE: 4 frames, 3 of them checked by sequence number: 2 missing, 1 twice",
                new ReadSummary(List.of(stats.totals())).verdict());
    }

    private static Received made(long position, long timestamp, long sequence) {
        return new Received(position, position + 100, timestamp, 100, true, 1, sequence);
    }
}

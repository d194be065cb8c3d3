package io.tailrace.stress.races;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tailrace.WakeUp;
import io.tailrace.check.Hiccups;
import org.junit.jupiter.api.Test;

class RaceTallyTest {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;

    /** What was late beside this test is taken off, so the times here are far from the limits, or what is asserted is not. */
    private final RaceTally tally = new RaceTally(2 * MILLI);

    private RaceRow race(long took, long rang, long runDelay) {
        try (Hiccups hiccups = new Hiccups()) {
            tally.add(0, 10 * MICRO, 10 * MICRO + rang, 10 * MICRO + took, runDelay, true, hiccups);
        }
        return row();
    }

    private RaceRow row() {
        return RaceRow.parse(RaceKind.FRAMES_DOORBELL, tally.line(WakeUp.DOORBELL, System.nanoTime()));
    }

    @Test
    void inTime() {
        RaceRow row = race(30 * MICRO, MICRO, 0);
        assertEquals(1, row.races());
        assertEquals(0, row.missed());
        assertEquals(30, row.longest());
        assertEquals("<50: 1", row.histogram());
    }

    @Test
    void beyondTheBound() {
        RaceRow row = race(30_000 * MILLI, MICRO, 0);
        assertEquals(1, row.missed());
        assertEquals(1, row.beyond());
        assertEquals(">=10000: 1", row.histogram());
    }

    @Test
    void keptFromItsCore() {
        RaceRow row = race(30_000 * MILLI, MICRO, 29_999_500 * MICRO);
        assertEquals(0, row.missed());
        assertEquals(1, row.held());
    }

    @Test
    void rungLate() {
        RaceRow row = race(30_000 * MILLI, 29_999_500 * MICRO, 0);
        assertEquals(0, row.missed());
        assertEquals(1, row.held());
    }

    @Test
    void notWhatTheRingerDid() {
        try (Hiccups hiccups = new Hiccups()) {
            tally.add(5, 4, 4, 6, 0, true, hiccups);
            tally.add(5, 7, 7, 6, 0, true, hiccups);
        }
        assertEquals(0, row().races());
        assertEquals(2, row().notAsked());
    }
}

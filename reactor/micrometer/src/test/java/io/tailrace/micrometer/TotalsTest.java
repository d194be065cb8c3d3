package io.tailrace.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.Statistics;
import io.tailrace.JournalStatus.Waiting;
import io.tailrace.Retention;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Counters of one journal never go back. */
class TotalsTest {
    private static final UUID ONE = new UUID(1, 1);

    @Test
    void whatIsLessThanBeforeDoesNotCount() {
        Totals before = Totals.after(null, status(ONE, 100, new Statistics(1, 2, 3, 4, 5, 6, 7, 8)));
        Totals after = Totals.after(before, status(ONE, 90, new Statistics(8, 7, 6, 5, 4, 3, 2, 1)));
        Totals expected =
                new Totals(ONE, 100, 1_000, 50, 0, new Totals.Rings(0, 0), new Statistics(8, 7, 6, 5, 5, 6, 7, 8));
        assertEquals(expected, after);
    }

    @Test
    void anotherJournalBeginsAnew() {
        Totals before = Totals.after(null, status(ONE, 100, new Statistics(1, 2, 3, 4, 5, 6, 7, 8)));
        UUID two = new UUID(2, 2);
        Statistics none = new Statistics(0, 0, 0, 0, 0, 0, 0, 0);
        Totals expected = new Totals(two, 5, 50, 2, 0, new Totals.Rings(0, 0), none);
        assertEquals(expected, Totals.after(before, status(two, 5, none)));
    }

    @Test
    void wakeUpsGoOnWhereTheJournalBeginsToCountAnew() {
        long most = (1L << 28) - 1;
        Totals first = Totals.after(null, rung(ONE, most - 1, 7));
        assertEquals(most + 6, first.wakeUps());
        Totals second = Totals.after(first, rung(ONE, 3, 9));
        assertEquals(most + 6 + 5 + 2, second.wakeUps());
        assertEquals(second, Totals.after(second, rung(ONE, 3, 9)));
        assertEquals(4, Totals.after(second, rung(new UUID(2, 2), 3, 1)).wakeUps());
    }

    private static JournalStatus rung(UUID uuid, long frames, long room) {
        return status(uuid, 1, new Statistics(0, 0, 0, 0, 0, 0, 0, 0), frames, room);
    }

    private static JournalStatus status(UUID uuid, long frames, Statistics statistics) {
        return status(uuid, frames, statistics, 0, 0);
    }

    private static JournalStatus status(
            UUID uuid, long frames, Statistics statistics, long frameRings, long roomRings) {
        return new JournalStatus(
                uuid,
                65536,
                "exclusive",
                0,
                1,
                64,
                10 * frames,
                64,
                1,
                0,
                List.of(),
                List.of(),
                List.of(),
                Retention.all(),
                frames,
                1,
                statistics,
                frames / 2,
                new Waiting(null, frameRings, false, false),
                new Waiting(null, roomRings, false, false));
    }
}

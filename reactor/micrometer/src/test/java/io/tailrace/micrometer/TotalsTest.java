package io.tailrace.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.Statistics;
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
        assertEquals(new Totals(ONE, 100, 1_000, 50, new Statistics(8, 7, 6, 5, 5, 6, 7, 8)), after);
    }

    @Test
    void anotherJournalBeginsAnew() {
        Totals before = Totals.after(null, status(ONE, 100, new Statistics(1, 2, 3, 4, 5, 6, 7, 8)));
        UUID two = new UUID(2, 2);
        Statistics none = new Statistics(0, 0, 0, 0, 0, 0, 0, 0);
        assertEquals(new Totals(two, 5, 50, 2, none), Totals.after(before, status(two, 5, none)));
    }

    private static JournalStatus status(UUID uuid, long frames, Statistics statistics) {
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
                frames / 2);
    }
}

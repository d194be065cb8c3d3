package io.tailrace.micrometer;

import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.Statistics;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What counters of one journal say. They never go back: what is found after a kill may be a little less than what was seen before. */
record Totals(UUID uuid, long frames, long bytes, long sealed, Statistics statistics) {
    static Totals after(@Nullable Totals before, JournalStatus status) {
        Totals found = new Totals(status.uuid(), status.frames(), status.tail(), status.sealed(), status.statistics());
        return before == null || !before.uuid.equals(found.uuid) ? found : before.orMore(found);
    }

    private Totals orMore(Totals found) {
        Statistics a = statistics;
        Statistics b = found.statistics;
        return new Totals(
                uuid,
                Math.max(frames, found.frames),
                Math.max(bytes, found.bytes),
                Math.max(sealed, found.sealed),
                new Statistics(
                        Math.max(a.switches(), b.switches()),
                        Math.max(a.switchNanos(), b.switchNanos()),
                        Math.max(a.longestSwitchNanos(), b.longestSwitchNanos()),
                        Math.max(a.takeovers(), b.takeovers()),
                        Math.max(a.gatesClosed(), b.gatesClosed()),
                        Math.max(a.gateClosedNanos(), b.gateClosedNanos()),
                        Math.max(a.evictions(), b.evictions()),
                        Math.max(a.spaceShort(), b.spaceShort())));
    }
}

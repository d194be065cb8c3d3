package io.tailrace.micrometer;

import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.Statistics;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What counters of one journal say. They never go back: what is found after a kill may be a little less than what was seen before.
 *
 * @param wakeUps of those who waited for frames or for room: the journal counts them modulo 2^28, so what is between two looks is added
 */
record Totals(UUID uuid, long frames, long bytes, long sealed, long wakeUps, Rings rings, Statistics statistics) {

    /** What the two bells said at a look. */
    record Rings(long frames, long room) {
        private static final long MASK = (1L << 28) - 1;

        static Rings of(JournalStatus status) {
            return new Rings(
                    status.framesAwaited().rings(), status.roomAwaited().rings());
        }

        long since(Rings before) {
            return (frames - before.frames & MASK) + (room - before.room & MASK);
        }
    }

    static Totals after(@Nullable Totals before, JournalStatus status) {
        Rings rings = Rings.of(status);
        Totals found = new Totals(
                status.uuid(),
                status.frames(),
                status.tail(),
                status.sealed(),
                rings.since(new Rings(0, 0)),
                rings,
                status.statistics());
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
                wakeUps + found.rings.since(rings),
                found.rings,
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

package io.tailrace.stress.races;

import io.tailrace.WakeUp;
import io.tailrace.stress.ChildJvm;
import java.util.Locale;

/** What is slept for, and how it is woken. */
enum RaceKind {
    /** A reader at the tail, and a writer that appends. */
    FRAMES_FUTEX(Matter.FRAMES, WakeUp.FUTEX),
    FRAMES_DOORBELL(Matter.FRAMES, WakeUp.DOORBELL),
    FRAMES_POLLING(Matter.FRAMES, WakeUp.POLLING),
    /** A writer at a gate, and a consumer that moves its cursor. */
    ROOM_FUTEX(Matter.ROOM, WakeUp.FUTEX),
    ROOM_DOORBELL(Matter.ROOM, WakeUp.DOORBELL),
    /** A reader at the tail, and another thread of its process that wants something of it. */
    WAKE_FUTEX(Matter.WAKE, WakeUp.FUTEX),
    WAKE_DOORBELL(Matter.WAKE, WakeUp.DOORBELL),
    WAKE_POLLING(Matter.WAKE, WakeUp.POLLING);

    private final Matter matter;
    private final WakeUp way;

    /** What is slept for. */
    enum Matter {
        /** The strategy goes to sleep after 10 us. */
        FRAMES(0),
        /** A gate does after 100 us. */
        ROOM(85_000),
        WAKE(0);

        private final long firstNanos;

        Matter(long firstNanos) {
            this.firstNanos = firstNanos;
        }

        /** The first moment of a race, from when the sleeper begins to wait. */
        long firstNanos() {
            return firstNanos;
        }
    }

    RaceKind(Matter matter, WakeUp way) {
        this.matter = matter;
        this.way = way;
    }

    Matter matter() {
        return matter;
    }

    WakeUp way() {
        return way;
    }

    boolean isFor(ChildJvm jvm) {
        return way != WakeUp.FUTEX || jvm.hasFutex();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

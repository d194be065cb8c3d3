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
        FRAMES,
        ROOM,
        WAKE
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

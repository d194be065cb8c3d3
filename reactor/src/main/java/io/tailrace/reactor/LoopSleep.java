package io.tailrace.reactor;

import org.jspecify.annotations.Nullable;

/** A loop's sleep between two turns, as those see it who may have to end it. Any thread; never waits. */
interface LoopSleep {
    /**
     * Behind a note for the loop, left with a full fence (a volatile store, a CAS): the loop sees it before it sleeps, or its sleep ends. Costs a
     * volatile load while it does not sleep.
     */
    default void wakeUp() {
        // Who does not sleep until it is woken looks again anyway.
    }

    /** How its sleep ends when there are frames; null if that is not known here. */
    default @Nullable String wokenBy() {
        return null;
    }
}

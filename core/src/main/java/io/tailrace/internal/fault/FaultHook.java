package io.tailrace.internal.fault;

/** What is done at fault points; of tests alone. */
interface FaultHook {
    /** Called by whoever comes by, on its thread, perhaps with locks and claims held. May throw, halt, or not return. */
    void reached(FaultPoint point);
}

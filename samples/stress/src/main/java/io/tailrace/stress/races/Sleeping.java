package io.tailrace.stress.races;

import io.tailrace.WakeUp;

/** One who waits, race by race. One thread. */
interface Sleeping extends AutoCloseable {
    /** Before anybody is told that this waits. */
    default void prepare() {}

    /** Until what is waited for was done. */
    void await(long race);

    /** How it was woken, as far as it can tell. */
    WakeUp way();

    @Override
    void close();
}

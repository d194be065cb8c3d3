package io.tailrace.internal.wake;

import org.jspecify.annotations.Nullable;

/** What a sleeper waits for. Asked by the sleeper's thread. */
public interface Waitable {
    /** What a look finds. */
    enum State {
        /** Nothing to do until the bell is rung. */
        IDLE,
        /** Something is about to happen that no bell tells of, or may never: looked at again soon. */
        SOON,
        /** There is something to do. */
        READY
    }

    /** Whether nothing will ever come of it: then it is not waited for. */
    default boolean isOver() {
        return false;
    }

    /** Who does what is waited for rings it; null if this process may not write where others could see that it waits. */
    @Nullable
    Bell bell();

    /** Asked again after the bell knows of the sleeper. */
    State look();
}

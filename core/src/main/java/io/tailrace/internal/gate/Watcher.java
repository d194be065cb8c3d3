package io.tailrace.internal.gate;

import io.tailrace.internal.wake.Bell;
import org.jspecify.annotations.Nullable;

/** Somebody who waits for what another process does to shared memory, which tells nobody. Looked at by {@link WatchThread}. */
interface Watcher {
    /** Rung when a look may find more; null if this process may not say that it waits. */
    @Nullable
    Bell bell();

    /** What a look found. */
    enum Outcome {
        /** As before. */
        NOTHING,
        /** Something moved: more may follow at once. */
        PROGRESS,
        /** Nothing is waited for any more. */
        DONE
    }

    /** One look, by the watch thread; short. What it throws ends the watching. */
    Outcome look(long nanoTime);

    /** Neither it nor its bell is used any more; by the watch thread, once, last. */
    void forgotten();

    /** Told what a look threw. */
    void failed(Throwable error);
}

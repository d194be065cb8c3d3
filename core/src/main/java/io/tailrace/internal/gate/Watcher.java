package io.tailrace.internal.gate;

/** Somebody who waits for what another process does to shared memory, which tells nobody. Looked at by {@link WatchThread}. */
interface Watcher {
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

    /** Told what a look threw. */
    void failed(Throwable error);
}

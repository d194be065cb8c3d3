package io.tailrace.internal.gate;

import io.tailrace.JournalAccessException;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.control.UnnamedReader;
import java.io.IOException;

/** Looks now and then which gating readers without a name died, while a writer waits for them. For one thread at a time. */
final class UnnamedReaders {
    /** A probe disturbs whoever tries to take the byte just then. */
    private static final long PROBE_NANOS = 5_000_000L;

    private final ControlFile control;
    private final LockFile lock;
    private final GatingConsumers consumers;
    private long nextProbe = System.nanoTime();

    UnnamedReaders(ControlFile control, LockFile lock, GatingConsumers consumers) {
        this.control = control;
        this.lock = lock;
        this.consumers = consumers;
    }

    /** Frees the slots of those that died, unless that was looked at a moment ago. */
    void freeDead(long nanoTime) {
        if (nanoTime - nextProbe < 0) {
            return;
        }
        nextProbe = nanoTime + PROBE_NANOS;
        for (int i = 0; i < consumers.count(); i++) {
            if (consumers.slot(i).isUnnamed()) {
                freeIfDead(consumers.slot(i));
            }
        }
    }

    private void freeIfDead(ConsumerSlot slot) {
        try {
            UnnamedReader.isAliveOrFreed(control, lock, slot);
        } catch (IOException e) {
            throw JournalAccessException.because(lock.path(), "tell whether a reader lives", e);
        }
    }
}

package io.tailrace.internal.seal;

import io.tailrace.JournalAccessException;
import io.tailrace.WriterLimitException;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.fault.FaultPoint;
import io.tailrace.internal.fault.FaultPoints;
import io.tailrace.internal.memory.Pause;
import io.tailrace.internal.page.Events;
import io.tailrace.internal.role.ProcessIdentity;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A slot of a shared journal's writers: a byte lock, which the kernel frees when its owner dies, and a generation. An owner that lives and
 * lost its lock loses the slot at worst: its claims are sealed, it finds the generation raised, and takes another slot.
 */
public final class WriterSlotRole {
    /** A refusal counts only when it lasted: somebody may have probed the lock. */
    private static final long REFUSAL_NANOS = 50_000_000L;

    private static final long PAUSE_NANOS = 500_000L;

    private final ControlFile control;
    private final LockFile lock;
    private final int slot;
    private final long generation;
    private boolean left;

    private WriterSlotRole(ControlFile control, LockFile lock, int slot, long generation) {
        this.control = control;
        this.lock = lock;
        this.slot = slot;
        this.generation = generation;
    }

    /**
     * Takes the first slot that nobody has.
     *
     * @param journal for messages
     * @param timeout how long to wait for one: who was killed frees its locks a little later
     * @throws WriterLimitException if all are taken for that long
     */
    public static WriterSlotRole take(
            Path journal, ControlFile control, LockFile lock, Sealer sealer, Events events, Duration timeout) {
        long patience = Math.max(REFUSAL_NANOS, timeout.toNanos());
        long begin = System.nanoTime();
        try (Pause pause = new Pause()) {
            do {
                for (int slot = 0; slot < control.geometry().writerSlots(); slot++) {
                    if (lock.tryLock(LockDescriptor.writer(slot))) {
                        return enter(control, lock, sealer, events, slot);
                    }
                }
                pause.nanos(PAUSE_NANOS);
            } while (System.nanoTime() - begin < patience);
        } catch (IOException e) {
            throw JournalAccessException.because(lock.path(), "lock", e);
        }
        throw new WriterLimitException(
                journal,
                "all " + control.geometry().writerSlots()
                        + " writer slots are taken; close an appender, or make the journal with more (writerSlots)");
    }

    /** What the one before noted is sealed under its own generation: a later one would not know it any more. */
    private static WriterSlotRole enter(ControlFile control, LockFile lock, Sealer sealer, Events events, int slot)
            throws IOException {
        boolean entered = false;
        try {
            FaultPoints.pass(FaultPoint.SLOT_LOCKED);
            sealer.sealNoted(slot, events);
            FaultPoints.pass(FaultPoint.SLOT_HEALED);
            ProcessIdentity self = ProcessIdentity.self();
            long generation = control.enterWriterSlot(
                    slot, self.pid(), self.namespace(), System.currentTimeMillis() * 1_000_000L);
            FaultPoints.pass(FaultPoint.SLOT_ENTERED);
            entered = true;
            WriterSlotRole role = new WriterSlotRole(control, lock, slot, generation);
            lock.keepWhile(LockDescriptor.writer(slot), role::isStillOwner);
            return role;
        } finally {
            if (!entered) {
                lock.unlock(LockDescriptor.writer(slot));
            }
        }
    }

    public int slot() {
        return slot;
    }

    public long generation() {
        return generation;
    }

    /** Whether nobody has taken the slot since. */
    public boolean isStillOwner() {
        return control.writerGeneration(slot) == generation;
    }

    /** Leaves the slot, if it is still this owner's; the byte in any case. Once: by then it may be held by another appender of this JVM. */
    public void leave() {
        if (left) {
            return;
        }
        left = true;
        try {
            if (isStillOwner()) {
                control.leaveWriterSlot(slot);
            }
        } finally {
            unlock();
        }
    }

    private void unlock() {
        try {
            lock.unlock(LockDescriptor.writer(slot));
        } catch (IOException e) {
            throw JournalAccessException.because(lock.path(), "unlock", e);
        }
    }
}

package io.tailrace.internal.role;

import io.tailrace.ConsumerActiveException;
import io.tailrace.ConsumerLimitException;
import io.tailrace.ConsumerNotFoundException;
import io.tailrace.JournalInUseException;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.memory.Pause;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.role.ProcessIdentity.Evidence;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The consumer slots and their locks, for those who give, take and change slots: that is done under the registry's byte. */
final class ConsumerRegistry {
    /** A refusal counts only when it lasted: somebody may have probed the lock. */
    static final long REFUSAL_NANOS = 50_000_000L;

    /** Between two tries for a slot. */
    static final long PAUSE_NANOS = 500_000L;

    private static final long LOCK_PAUSE_NANOS = 20_000L;

    private final Path journal;
    private final ControlFile control;
    private final LockFile lock;

    ConsumerRegistry(Path journal, ControlFile control, LockFile lock) {
        this.journal = journal;
        this.control = control;
        this.lock = lock;
    }

    /** Held for microseconds by everybody, so a refusal says nothing about a name. */
    void lock(long patience, Pause pause) throws IOException {
        long begin = System.nanoTime();
        while (!lock.tryLock(LockDescriptor.REGISTRY)) {
            if (System.nanoTime() - begin > patience) {
                throw new JournalInUseException(
                        journal, "another process registers a consumer and does not get ready; end it, or try again");
            }
            pause.nanos(LOCK_PAUSE_NANOS);
        }
    }

    void unlock() throws IOException {
        lock.unlock(LockDescriptor.REGISTRY);
    }

    @Nullable
    ConsumerSlot find(String name) {
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            if (slot.isRegistered() && slot.name().equals(name)) {
                return slot;
            }
        }
        return null;
    }

    ConsumerSlot require(String name) {
        ConsumerSlot slot = find(name);
        if (slot == null) {
            throw new ConsumerNotFoundException(journal, name);
        }
        return slot;
    }

    boolean tryTake(ConsumerSlot slot) throws IOException {
        return lock.tryLock(LockDescriptor.consumer(slot.number()));
    }

    void release(ConsumerSlot slot) throws IOException {
        lock.unlock(LockDescriptor.consumer(slot.number()));
    }

    /**
     * A slot that nobody has, taken; what a killed reader without a name left in it does not count any more. One whose owner may live, though
     * it lost its lock, only if there is no other.
     */
    ConsumerSlot takeFree(Pause pause) throws IOException {
        long begin = System.nanoTime();
        do {
            ConsumerSlot free = takeFree(true, pause);
            if (free == null) {
                free = takeFree(false, pause);
            }
            if (free != null) {
                return free;
            }
            pause.nanos(PAUSE_NANOS);
        } while (isAnyUnregistered() && System.nanoTime() - begin < REFUSAL_NANOS);
        throw new ConsumerLimitException(
                journal,
                "all " + control.geometry().consumerSlots()
                        + " consumer slots are taken; remove a consumer that is not needed any more, or make the journal"
                        + " with more (consumerSlots)");
    }

    private boolean isAnyUnregistered() {
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            if (!control.consumer(i).isRegistered()) {
                return true;
            }
        }
        return false;
    }

    private @Nullable ConsumerSlot takeFree(boolean evidently, Pause pause) throws IOException {
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            if (slot.isRegistered() || evidently && slot.isUnnamed() && !isEvidentlyGone(slot) || !tryTake(slot)) {
                continue;
            }
            if (slot.isUnnamed()) {
                // While its lock is held an old cursor would count again.
                raiseAndOutlast(slot, pause);
                slot.free();
            }
            return slot;
        }
        return null;
    }

    /**
     * Ends the owner that a slot had, by who holds the slot's byte: behind this it does not move the cursor.
     *
     * @return the slot's generation from now on
     */
    int raiseAndOutlast(ConsumerSlot slot, Pause pause) {
        int raised = slot.raiseRegistration();
        Words.fullFence();
        long begin = System.nanoTime();
        while (!isEvidentlyGone(slot) && System.nanoTime() - begin < Grace.nanos()) {
            pause.nanos(PAUSE_NANOS);
        }
        return raised;
    }

    private static boolean isEvidentlyGone(ConsumerSlot slot) {
        Evidence evidence = evidence(slot);
        return evidence == Evidence.GONE || evidence == Evidence.DEAD;
    }

    private static Evidence evidence(ConsumerSlot slot) {
        return new ProcessIdentity(slot.pid(), slot.start(), slot.namespace()).evidence();
    }

    /**
     * The earliest frame is where the floor is when the cursor is published: either who removes pages sees the cursor, or this sees the
     * floor.
     *
     * @param generation the slot's, by who has its lock
     * @return the slot's from now on
     */
    int followFloor(ConsumerSlot slot, int generation) {
        if (!isPassed(slot)) {
            return generation;
        }
        int raised = slot.raiseRegistration();
        slot.storeCursor(control.floor());
        return raised;
    }

    /** Whether the floor is beyond a cursor that was published before this. */
    boolean isPassed(ConsumerSlot slot) {
        Words.fullFence();
        return control.floor() > slot.cursor();
    }

    /** What can be told of a slot's owner; null if it is a reader of this JVM. */
    @Nullable
    Evidence owner(ConsumerSlot slot) {
        return lock.isHeldHere(LockDescriptor.consumer(slot.number())) ? null : evidence(slot);
    }

    ConsumerActiveException refusal(String name) {
        ConsumerSlot slot = find(name);
        if (slot == null || lock.isHeldHere(LockDescriptor.consumer(slot.number()))) {
            return new ConsumerActiveException(
                    journal, name, ProcessHandle.current().pid(), false);
        }
        long pid = slot.pid();
        return new ConsumerActiveException(journal, name, pid, owner(slot) == Evidence.ALIVE);
    }
}

package io.tailrace.internal.role;

import io.tailrace.ConsumerPolicy;
import io.tailrace.JournalAccessException;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.fault.FaultPoint;
import io.tailrace.internal.fault.FaultPoints;
import io.tailrace.internal.memory.Pause;
import io.tailrace.internal.role.ProcessIdentity.Evidence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes consumers from outside. Each change is there before {@code watch} is raised, so that the writer who sees the one sees the other.
 *
 * <p>Who removes or resets holds the slot's byte: the owner is gone. One that lives and lost its lock finds the generation raised, and is
 * outlasted before the cursor changes: it would take another position for its own if it stood between look and CAS.
 */
public final class ConsumerAdmin {
    /** How long a killed owner's lock, or somebody in the registry, is waited for. */
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private final ControlFile control;
    private final LockFile lock;
    private final ConsumerRegistry registry;

    public ConsumerAdmin(Path journal, ControlFile control, LockFile lock) {
        this.control = control;
        this.lock = lock;
        this.registry = new ConsumerRegistry(journal, control, lock);
    }

    /** The owner may live. Under the registry's byte, or the slot could be another consumer's when the policy is stored. */
    public void setPolicy(String name, ConsumerPolicy policy) {
        try (Pause pause = new Pause()) {
            registry.lock(PATIENCE_NANOS, pause);
            try {
                registry.require(name).storePolicy(policy);
            } finally {
                registry.unlock();
            }
        } catch (IOException e) {
            throw JournalAccessException.because(lock.path(), "lock", e);
        }
        control.raiseConsumerChanges();
    }

    public void remove(String name) {
        change(name, (slot, generation) -> {
            slot.free();
            return 0;
        });
    }

    /**
     * Moves the cursor.
     *
     * @param target where to; asked before the generation is raised: what is appended behind it is then not taken for processed
     * @return where the cursor stands now: beyond the target if that was removed meanwhile
     */
    public long reset(String name, LongSupplier target) {
        registry.require(name);
        long cursor = target.getAsLong();
        return change(name, (slot, generation) -> {
            slot.storeCursor(cursor);
            registry.followFloor(slot, generation);
            return slot.cursor();
        });
    }

    /** What is done with a slot whose byte is held, under the generation that was raised for it. */
    private interface Change {
        long apply(ConsumerSlot slot, int generation);
    }

    private long change(String name, Change change) {
        long begin = System.nanoTime();
        try (Pause pause = new Pause()) {
            while (true) {
                ConsumerSlot slot = tryTake(name, pause);
                if (slot != null) {
                    return changeTaken(slot, change, pause);
                }
                Evidence owner = registry.owner(registry.require(name));
                boolean leaving = owner == Evidence.DEAD || owner == Evidence.GONE;
                if (System.nanoTime() - begin > (leaving ? PATIENCE_NANOS : ConsumerRegistry.REFUSAL_NANOS)) {
                    throw registry.refusal(name);
                }
                pause.nanos(ConsumerRegistry.PAUSE_NANOS);
            }
        } catch (IOException e) {
            throw JournalAccessException.because(lock.path(), "lock", e);
        }
    }

    /** Null if somebody has it. */
    private @Nullable ConsumerSlot tryTake(String name, Pause pause) throws IOException {
        registry.lock(PATIENCE_NANOS, pause);
        try {
            ConsumerSlot slot = registry.require(name);
            return registry.tryTake(slot) ? slot : null;
        } finally {
            registry.unlock();
        }
    }

    /** Without the registry's byte: the slot's keeps everybody else from it, also as long as an owner that lost its lock is outlasted. */
    private long changeTaken(ConsumerSlot slot, Change change, Pause pause) throws IOException {
        try {
            int generation = registry.raiseAndOutlast(slot, pause);
            FaultPoints.pass(FaultPoint.CONSUMER_GENERATION_RAISED);
            slot.clearOwner();
            long result = change.apply(slot, generation);
            FaultPoints.pass(FaultPoint.CONSUMER_CHANGED);
            control.raiseConsumerChanges();
            return result;
        } finally {
            registry.release(slot);
        }
    }
}

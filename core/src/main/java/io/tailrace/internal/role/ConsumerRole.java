package io.tailrace.internal.role;

import io.tailrace.ConsumerActiveException;
import io.tailrace.ConsumerLostException;
import io.tailrace.ConsumerPolicy;
import io.tailrace.CorruptJournalException;
import io.tailrace.JournalAccessException;
import io.tailrace.PausedReason;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.fault.FaultPoint;
import io.tailrace.internal.fault.FaultPoints;
import io.tailrace.internal.memory.Pause;
import io.tailrace.layout.ConsumerDescriptor;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.LockDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The role of a consumer: a slot with a cursor, owned while its byte lock is held. A named one's cursor stays when the owner goes; one
 * without a name is there to hold the writer up, and ends with its owner.
 */
public final class ConsumerRole {
    /** How long even those who do not wait for a name wait for the registry. */
    private static final long REGISTRY_NANOS = 200_000_000L;

    private final Path journal;
    private final ControlFile control;
    private final ConsumerRegistry registry;
    private final LockFile lock;
    private final ConsumerSlot slot;
    private final String name;
    private final boolean isNew;

    /** Of the thread that reads; the keeper looks at it as well. */
    private volatile int generation;

    private ConsumerRole(Attempt attempt, ConsumerSlot slot, int generation, boolean isNew) {
        this.journal = attempt.journal;
        this.control = attempt.control;
        this.registry = attempt.registry;
        this.lock = attempt.lock;
        this.name = attempt.name;
        this.slot = slot;
        this.generation = generation;
        this.isNew = isNew;
        lock.keepWhile(LockDescriptor.consumer(slot.number()), this::isOwner);
    }

    /**
     * Takes a name: resumes its cursor, or registers it. Without a name, takes a slot of its own.
     *
     * @param options who, with which policy, and how long to wait for an owner that is about to leave
     * @param start where a new consumer begins; asked only for a name that is new, and never with a lock held; again if the floor was
     *     raised beyond it meanwhile
     */
    public static ConsumerRole take(
            Path journal, ControlFile control, LockFile lock, ReaderOptions options, LongSupplier start) {
        Attempt attempt = new Attempt(journal, control, lock, options);
        long timeout = options.takeoverTimeout().toNanos();
        long begin = System.nanoTime();
        long newCursor = -1;
        try (Pause pause = new Pause()) {
            while (true) {
                if (newCursor < 0 && attempt.find() == null) {
                    newCursor = start.getAsLong();
                }
                ConsumerRole role = attempt.take(newCursor, Math.max(timeout, REGISTRY_NANOS), pause);
                if (role != null) {
                    return role;
                }
                if (attempt.isPassed) {
                    attempt.isPassed = false;
                    newCursor = -1;
                    continue;
                }
                ConsumerActiveException refusal = attempt.registry.refusal(attempt.name);
                long patience =
                        refusal.isEvidentlyAlive() ? Math.min(ConsumerRegistry.REFUSAL_NANOS, timeout) : timeout;
                if (System.nanoTime() - begin >= patience) {
                    throw refusal;
                }
                pause.nanos(ConsumerRegistry.PAUSE_NANOS);
            }
        } catch (IOException e) {
            throw JournalAccessException.because(lock.path(), "lock", e);
        }
    }

    /** What one try works on. */
    private static final class Attempt {
        private final Path journal;
        private final ControlFile control;
        private final LockFile lock;
        private final ConsumerRegistry registry;
        private final String name;
        private final @Nullable ConsumerPolicy policy;
        private final boolean earliest;

        /** The floor is beyond where a new consumer was to begin: that has to be found anew. */
        private boolean isPassed;

        Attempt(Path journal, ControlFile control, LockFile lock, ReaderOptions options) {
            this.journal = journal;
            this.control = control;
            this.lock = lock;
            this.registry = new ConsumerRegistry(journal, control, lock);
            this.name = options.consumer() == null ? "" : options.consumer();
            this.policy = options.policy();
            this.earliest = options.start().kind() == Start.Kind.EARLIEST;
        }

        @Nullable
        ConsumerSlot find() {
            return name.isEmpty() ? null : registry.find(name);
        }

        /** Null if somebody else has the name. */
        @Nullable
        ConsumerRole take(long newCursor, long patience, Pause pause) throws IOException {
            registry.lock(patience, pause);
            try {
                ConsumerSlot known = find();
                if (known != null) {
                    requirePosition(known.cursor());
                    return registry.tryTake(known) ? resume(known) : null;
                }
                return newCursor < 0 ? null : register(newCursor, pause);
            } finally {
                registry.unlock();
            }
        }

        /** A cursor is bytes that others can write; one that lies before the floor is a gap, one that never was a position is damage. */
        private void requirePosition(long cursor) {
            int offset = Positions.offset(cursor, control.geometry().pageBits());
            if (cursor < 0 || offset < PageDescriptor.HEADER_LENGTH || offset % FrameDescriptor.ALIGNMENT != 0) {
                throw new CorruptJournalException(
                        control.path(), cursor, "the cursor of consumer \"" + name + "\" is no position of a frame");
            }
        }

        private @Nullable ConsumerRole register(long cursor, Pause pause) throws IOException {
            ConsumerSlot slot = registry.takeFree(pause);
            boolean registered = false;
            try {
                FaultPoints.pass(FaultPoint.CONSUMER_LOCKED);
                int own = slot.raiseRegistration();
                enter(slot);
                slot.register(name, policy == null ? ConsumerPolicy.GATE : policy, cursor);
                FaultPoints.pass(FaultPoint.CONSUMER_REGISTERED);
                if (earliest) {
                    own = registry.followFloor(slot, own);
                } else {
                    // Who raised it there need not have seen this consumer, and may unlink the pages in between any
                    // time.
                    isPassed = registry.isPassed(slot);
                }
                FaultPoints.pass(FaultPoint.CONSUMER_FLOOR_SEEN);
                // Two may have registered a name at once if the registry's lock was lost: the lower slot stays.
                registered = !isPassed && (name.isEmpty() || find().number() == slot.number());
                if (registered) {
                    control.raiseConsumerChanges();
                }
                return registered ? new ConsumerRole(this, slot, own, true) : null;
            } finally {
                if (!registered) {
                    slot.free();
                    registry.release(slot);
                }
            }
        }

        /** The cursor stays where it is, whatever the floor is: pages that are missing are told of by the first poll. */
        private ConsumerRole resume(ConsumerSlot slot) {
            int own = slot.raiseOwner();
            enter(slot);
            if (policy != null) {
                slot.storePolicy(policy);
            }
            // Without a change, too: who made the one before may have been killed before the writer was told.
            control.raiseConsumerChanges();
            return new ConsumerRole(this, slot, own, false);
        }

        private static void enter(ConsumerSlot slot) {
            ProcessIdentity self = ProcessIdentity.self();
            slot.markActive(now(), ConsumerDescriptor.ACTIVITY_UNKNOWN);
            slot.markResumed();
            slot.storeOwner(self.pid(), self.start(), self.namespace());
        }
    }

    private static long now() {
        return System.currentTimeMillis() * 1_000_000L;
    }

    /** Empty for a reader without a name. */
    public String name() {
        return name;
    }

    /** Whether the consumer was registered by this owner, and did not have a cursor before. */
    public boolean isNew() {
        return isNew;
    }

    public long cursor() {
        return slot.cursor();
    }

    /**
     * Moves the cursor over what is done.
     *
     * @throws ConsumerLostException if somebody removed, reset or took the consumer
     */
    public void advance(long from, long to) {
        FaultPoints.pass(FaultPoint.FRAMES_HANDLED);
        boolean owner = isOwner();
        FaultPoints.pass(FaultPoint.GENERATION_SEEN);
        if (!owner || !slot.casCursor(from, to)) {
            throw new ConsumerLostException(journal, from, name);
        }
        FaultPoints.pass(FaultPoint.CURSOR_MOVED);
        control.roomBell().ring();
    }

    /**
     * Moves the cursor over what nobody processed: whoever concludes from it that something was processed sees another registration first.
     *
     * @throws ConsumerLostException if somebody removed, reset or took the consumer
     */
    public void advanceOverGap(long from, long to) {
        if (!slot.casRegistration(generation)) {
            throw new ConsumerLostException(journal, from, name);
        }
        generation = ConsumerSlot.nextRegistration(generation);
        advance(from, to);
    }

    private boolean isOwner() {
        return slot.generation() == generation;
    }

    public void markActive(long epochNanos, boolean waitingForDemand) {
        if (isOwner()) {
            slot.markActive(
                    epochNanos,
                    waitingForDemand
                            ? ConsumerDescriptor.ACTIVITY_WAITING_FOR_DEMAND
                            : ConsumerDescriptor.ACTIVITY_READING);
        }
    }

    /** Says why the owner does not go on; null: it does. */
    public void markPaused(@Nullable PausedReason reason, long position) {
        if (!isOwner()) {
            return;
        }
        if (reason == null) {
            slot.markResumed();
        } else {
            slot.markPaused(reason, position);
        }
    }

    /** Frees the name; the cursor stays. Without a name, frees the slot. */
    public void leave() {
        leave(name.isEmpty());
    }

    /** Leaves as if it had never come: a name that this owner brought, and under which nothing was read, must not hold anything up. */
    public void giveUp() {
        leave(isNew);
    }

    private void leave(boolean forgets) {
        try {
            if (isOwner()) {
                slot.markActive(now(), ConsumerDescriptor.ACTIVITY_UNKNOWN);
                slot.clearOwner();
            }
            if (forgets && slot.casRegistration(generation)) {
                slot.free();
                control.raiseConsumerChanges();
            }
        } finally {
            unlock();
        }
    }

    private void unlock() {
        try {
            registry.release(slot);
        } catch (IOException e) {
            throw JournalAccessException.because(lock.path(), "unlock", e);
        }
    }
}

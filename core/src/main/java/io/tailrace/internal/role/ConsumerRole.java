package io.tailrace.internal.role;

import io.tailrace.ConsumerActiveException;
import io.tailrace.ConsumerLimitException;
import io.tailrace.ConsumerLostException;
import io.tailrace.CorruptJournalException;
import io.tailrace.JournalAccessException;
import io.tailrace.JournalInUseException;
import io.tailrace.PausedReason;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.memory.Pause;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.role.ProcessIdentity.Evidence;
import io.tailrace.layout.ConsumerDescriptor;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.LockDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The role of a named consumer: a slot with a cursor, owned while its byte lock is held. The cursor stays when the owner goes.
 */
public final class ConsumerRole {
    private static final long REFUSAL_NANOS = 50_000_000L;
    private static final long PAUSE_NANOS = 500_000L;

    /** How long even those who do not wait for a name wait for the registry. */
    private static final long REGISTRY_NANOS = 200_000_000L;

    private static final long REGISTRY_PAUSE_NANOS = 20_000L;

    private final Path journal;
    private final LockFile lock;
    private final ConsumerSlot slot;
    private final String name;
    private final int generation;
    private final boolean isNew;
    private final long lostFrom;

    private ConsumerRole(
            Path journal, LockFile lock, ConsumerSlot slot, String name, int generation, boolean isNew, long lostFrom) {
        this.journal = journal;
        this.lock = lock;
        this.slot = slot;
        this.name = name;
        this.generation = generation;
        this.isNew = isNew;
        this.lostFrom = lostFrom;
    }

    /**
     * Takes a name: resumes its cursor, or registers it.
     *
     * @param start where a new consumer begins; asked only for a name that is new, and never with a lock held
     * @param timeout how long to wait for an owner that is about to leave
     */
    public static ConsumerRole take(
            Path journal, ControlFile control, LockFile lock, String name, LongSupplier start, Duration timeout) {
        Attempt attempt = new Attempt(journal, control, lock, name);
        long begin = System.nanoTime();
        long newCursor = -1;
        try (Pause pause = new Pause()) {
            while (true) {
                if (newCursor < 0 && attempt.find() == null) {
                    newCursor = start.getAsLong();
                }
                ConsumerRole role = attempt.take(newCursor, timeout, pause);
                if (role != null) {
                    return role;
                }
                ConsumerActiveException refusal = attempt.refusal();
                long patience =
                        refusal.isEvidentlyAlive() ? Math.min(REFUSAL_NANOS, timeout.toNanos()) : timeout.toNanos();
                if (System.nanoTime() - begin >= patience) {
                    throw refusal;
                }
                pause.nanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            throw JournalAccessException.because(lock.path(), "lock", e);
        }
    }

    /** What one try works on. */
    private record Attempt(Path journal, ControlFile control, LockFile lock, String name) {

        /** Null if somebody else has the name. */
        @Nullable
        ConsumerRole take(long newCursor, Duration timeout, Pause pause) throws IOException {
            lockRegistry(Math.max(timeout.toNanos(), REGISTRY_NANOS), pause);
            try {
                ConsumerSlot known = find();
                if (known != null) {
                    requirePosition(known.cursor());
                }
                if (known == null) {
                    return newCursor < 0 ? null : register(newCursor);
                }
                return lock.tryLock(LockDescriptor.consumer(known.number())) ? own(known, known.cursor(), false) : null;
            } finally {
                lock.unlock(LockDescriptor.REGISTRY);
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

        /** Held for microseconds by everybody, so a refusal says nothing about the name. */
        private void lockRegistry(long patience, Pause pause) throws IOException {
            long begin = System.nanoTime();
            while (!lock.tryLock(LockDescriptor.REGISTRY)) {
                if (System.nanoTime() - begin > patience) {
                    throw new JournalInUseException(
                            journal,
                            "another process registers a consumer and does not get ready; end it, or try again");
                }
                pause.nanos(REGISTRY_PAUSE_NANOS);
            }
        }

        private @Nullable ConsumerSlot find() {
            for (int i = 0; i < control.geometry().consumerSlots(); i++) {
                ConsumerSlot slot = control.consumer(i);
                if (slot.isRegistered() && slot.name().equals(name)) {
                    return slot;
                }
            }
            return null;
        }

        private @Nullable ConsumerRole register(long start) throws IOException {
            for (int i = 0; i < control.geometry().consumerSlots(); i++) {
                ConsumerSlot slot = control.consumer(i);
                if (!slot.isRegistered() && lock.tryLock(LockDescriptor.consumer(i))) {
                    ConsumerRole role = own(slot, start, true);
                    if (find().number() != i) {
                        // Somebody registered it beside this one, although the registry byte is held: the lower slot
                        // stays.
                        slot.free();
                        lock.unlock(LockDescriptor.consumer(i));
                        return null;
                    }
                    control.raiseConsumerChanges();
                    return role;
                }
            }
            throw new ConsumerLimitException(
                    journal,
                    "all " + control.geometry().consumerSlots()
                            + " consumer slots are taken; make the journal with more (consumerSlots)");
        }

        /**
         * State and cursor are published, then the floor is looked at: either who removes pages sees the cursor, or this sees the floor.
         */
        private ConsumerRole own(ConsumerSlot slot, long cursor, boolean isNew) throws IOException {
            int generation = slot.raiseGeneration();
            ProcessIdentity self = ProcessIdentity.self();
            slot.storeOwner(self.pid(), self.start(), self.namespace());
            if (slot.isRegistered()) {
                slot.storeCursor(cursor);
            } else {
                slot.register(name, cursor);
            }
            Words.fullFence();
            long floor = floorOrUnlock(slot);
            if (floor > cursor) {
                slot.storeCursor(floor);
            }
            return new ConsumerRole(journal, lock, slot, name, generation, isNew, floor > cursor ? cursor : -1);
        }

        /** A floor that is damaged must not leave the name locked as long as this JVM lives. */
        private long floorOrUnlock(ConsumerSlot slot) throws IOException {
            try {
                return control.floor();
            } catch (CorruptJournalException e) {
                slot.clearOwner();
                lock.unlock(LockDescriptor.consumer(slot.number()));
                throw e;
            }
        }

        ConsumerActiveException refusal() {
            ConsumerSlot slot = find();
            if (slot == null || lock.isHeldHere(LockDescriptor.consumer(slot.number()))) {
                return new ConsumerActiveException(
                        journal, name, ProcessHandle.current().pid(), false);
            }
            ProcessIdentity owner = new ProcessIdentity(slot.pid(), slot.start(), slot.namespace());
            boolean alive = owner.evidence() == Evidence.ALIVE;
            return new ConsumerActiveException(journal, name, owner.pid(), alive);
        }
    }

    public String name() {
        return name;
    }

    /** Whether the name was registered by this owner, and did not have a cursor before. */
    public boolean isNew() {
        return isNew;
    }

    public long cursor() {
        return slot.cursor();
    }

    /** Where the gap begins that lies before the cursor, because the consumer was away too long; -1 if there is none. */
    public long lostFrom() {
        return lostFrom;
    }

    /**
     * Moves the cursor over what is done.
     *
     * @throws ConsumerLostException if somebody removed, reset or took the consumer
     */
    public void advance(long from, long to) {
        if (slot.generation() != generation || !slot.casCursor(from, to)) {
            throw new ConsumerLostException(journal, from, name);
        }
    }

    public void markActive(long epochNanos, boolean waitingForDemand) {
        slot.markActive(
                epochNanos,
                waitingForDemand
                        ? ConsumerDescriptor.ACTIVITY_WAITING_FOR_DEMAND
                        : ConsumerDescriptor.ACTIVITY_READING);
    }

    public void markPaused(@Nullable PausedReason reason, long position) {
        slot.markPaused(
                reason == null
                        ? ConsumerDescriptor.PAUSED_NONE
                        : reason == PausedReason.ACKNOWLEDGE
                                ? ConsumerDescriptor.PAUSED_ACKNOWLEDGE
                                : ConsumerDescriptor.PAUSED_DRAINING,
                position);
    }

    /** Frees the name; the cursor stays. */
    public void leave() {
        if (slot.generation() == generation) {
            slot.clearOwner();
        }
        try {
            lock.unlock(LockDescriptor.consumer(slot.number()));
        } catch (IOException e) {
            throw JournalAccessException.because(lock.path(), "unlock", e);
        }
    }
}

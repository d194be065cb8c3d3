package io.tailrace.internal.role;

import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.memory.Pause;
import io.tailrace.internal.role.ProcessIdentity.Evidence;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Owners that evidently live, whatever the locks say: one may have lost them a moment ago, and not have taken them again yet. For those who
 * hold all locks, and are about to do what must not be done under anybody.
 */
public final class EvidentOwners {
    private static final long PAUSE_NANOS = 5_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private EvidentOwners() {}

    /**
     * One that lives.
     *
     * @param pid its process
     * @param what it is, for people
     */
    public record Owner(long pid, String what) {}

    /**
     * Looks for one, and again for a while: who is exiting has freed its locks, but is still there.
     *
     * @param lockInode inode of the file lock, which a copied directory does not share
     * @return null if there is none that could be told
     */
    public static @Nullable Owner find(ControlFile control, long lockInode) {
        long begin = System.nanoTime();
        try (Pause pause = new Pause()) {
            while (true) {
                Owner found = look(control, lockInode);
                if (found == null || System.nanoTime() - begin > Grace.nanos()) {
                    return found;
                }
                pause.nanos(PAUSE_NANOS);
            }
        }
    }

    private static @Nullable Owner look(ControlFile control, long lockInode) {
        if (!SameBoot.isThis(control)) {
            return null;
        }
        boolean shared = control.geometry().isShared();
        Owner found = shared ? sharedWriter(control) : writer(control, lockInode);
        return found == null ? consumer(control) : found;
    }

    private static @Nullable Owner writer(ControlFile control, long lockInode) {
        ProcessIdentity owner = new ProcessIdentity(control.ownerPid(), control.ownerStart(), control.ownerNamespace());
        boolean alive = control.ownerLockInode() == lockInode && isOtherAlive(owner);
        return alive ? new Owner(owner.pid(), "a writer") : null;
    }

    private static @Nullable Owner consumer(ControlFile control) {
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            boolean isUsed = slot.isRegistered() || slot.isUnnamed();
            if (isUsed && isOtherAlive(new ProcessIdentity(slot.pid(), slot.start(), slot.namespace()))) {
                return new Owner(slot.pid(), "consumer \"" + slot.name() + '"');
            }
        }
        return null;
    }

    private static boolean isOtherAlive(ProcessIdentity owner) {
        return owner.pid() != ProcessIdentity.self().pid() && owner.evidence() == Evidence.ALIVE;
    }

    private static @Nullable Owner sharedWriter(ControlFile control) {
        for (int slot = 0; slot < control.geometry().writerSlots(); slot++) {
            if (isOtherAlive(control, slot)) {
                return new Owner(control.writerPid(slot), "a writer");
            }
        }
        return null;
    }

    /** A slot has no start time; but another process that has the number by now started behind the last sign of the owner. */
    private static boolean isOtherAlive(ControlFile control, int slot) {
        long pid = control.writerPid(slot);
        ProcessIdentity now = ProcessIdentity.of(pid, control.writerNamespace(slot));
        if (now == null || !isOtherAlive(now)) {
            return false;
        }
        long lastActive = control.writerLastActive(slot);
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().startInstant())
                .map(start -> nanos(start) <= lastActive)
                .orElse(false);
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano();
    }
}

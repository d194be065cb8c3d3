package io.tailrace.internal.repair;

import io.tailrace.JournalInUseException;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.memory.Pause;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.role.EvidentOwners;
import io.tailrace.internal.role.LockTable;
import io.tailrace.internal.role.ProcessIdentity;
import io.tailrace.internal.role.ProcessIdentity.Evidence;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All roles of a journal at once: whoever could change it holds a byte, and is named. Only readers without a name hold none; a repair
 * takes nothing from them that they have mapped.
 */
public final class RepairRoles implements AutoCloseable {
    /** A refusal counts only when it lasted: somebody may have probed the lock. */
    private static final long REFUSAL_NANOS = 50_000_000L;

    private static final long PAUSE_NANOS = 500_000L;

    /** Longer than an owner that lost its lock stands between its look at the epoch, or the generation, and its store. */
    private static final long GRACE_NANOS = 1_000_000_000L;

    private final Path journal;
    private final LockFile lock;
    private final List<Long> taken = new ArrayList<>();

    private RepairRoles(Path journal, LockFile lock) {
        this.journal = journal;
        this.lock = lock;
    }

    /** Takes them. On a file thread. */
    public static RepairRoles take(Path journal, LockFile lock) throws IOException {
        RepairRoles roles = new RepairRoles(journal, lock);
        boolean done = false;
        try {
            roles.takeAll();
            done = true;
            return roles;
        } finally {
            if (!done) {
                roles.close();
            }
        }
    }

    private void takeAll() throws IOException {
        take(LockDescriptor.WRITER, "a writer");
        take(LockDescriptor.MAKER, "somebody who makes a page");
        take(LockDescriptor.REGISTRY, "somebody who registers a consumer");
        take(LockDescriptor.RECOVERY, "another repair");
        for (int slot = 0; slot < ControlDescriptor.MAX_WRITER_SLOTS; slot++) {
            take(LockDescriptor.writer(slot), "a writer");
        }
        for (int slot = 0; slot < ControlDescriptor.MAX_CONSUMER_SLOTS; slot++) {
            take(LockDescriptor.consumer(slot), "a consumer");
        }
    }

    private void take(long position, String whose) throws IOException {
        long begin = System.nanoTime();
        try (Pause pause = new Pause()) {
            while (!lock.tryLock(position)) {
                if (System.nanoTime() - begin > REFUSAL_NANOS) {
                    throw inUse(whose, LockTable.read(journal).pid(position), "holds a lock of the journal");
                }
                pause.nanos(PAUSE_NANOS);
            }
        }
        taken.add(position);
    }

    /**
     * Owners that hold no lock any more: one that evidently lives is in the way; one of which nothing can be told is fenced and outlasted.
     *
     * @param change false to leave the journal as it is
     */
    void outlastOwners(ControlFile control, long lockInode, boolean change) {
        EvidentOwners.Owner owner = EvidentOwners.find(control, lockInode);
        if (owner != null) {
            throw inUse(owner.what(), owner.pid(), "lost its lock, but lives");
        }
        Evidence writer = control.geometry().isShared() ? Evidence.GONE : writer(control, lockInode);
        if (writer == Evidence.ALIVE && !isSelf(control)) {
            throw inUse("a writer", control.ownerPid(), "lost its lock, but lives");
        }
        boolean unknown = writer == Evidence.UNKNOWN;
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            Evidence consumer = new ProcessIdentity(slot.pid(), slot.start(), slot.namespace()).evidence();
            if (consumer == Evidence.ALIVE
                    && slot.pid() != ProcessIdentity.self().pid()) {
                throw inUse("consumer \"" + slot.name() + '"', slot.pid(), "lost its lock, but lives");
            }
            if (consumer == Evidence.UNKNOWN) {
                unknown = true;
                if (change) {
                    slot.raiseRegistration();
                }
            }
        }
        if (unknown && change) {
            control.raiseEpoch();
            Words.fullFence();
            outlast();
        }
    }

    /** What can be told of who the owner line names. */
    static Evidence writer(ControlFile control, long lockInode) {
        long pid = control.ownerPid();
        boolean otherFile = control.ownerLockInode() != lockInode;
        if (pid != 0 && (otherFile || control.bootIdHigh() == 0 || control.bootIdLow() == 0)) {
            return Evidence.UNKNOWN;
        }
        return new ProcessIdentity(pid, control.ownerStart(), control.ownerNamespace()).evidence();
    }

    private static boolean isSelf(ControlFile control) {
        ProcessIdentity self = ProcessIdentity.self();
        return control.ownerPid() == self.pid() && control.ownerStart() == self.start();
    }

    private static void outlast() {
        long deadline = System.nanoTime() + GRACE_NANOS;
        try (Pause pause = new Pause()) {
            for (long left = GRACE_NANOS; left > 0; left = deadline - System.nanoTime()) {
                pause.nanos(left);
            }
        }
    }

    private JournalInUseException inUse(String whose, long pid, String why) {
        String process = pid == 0 ? "a process that cannot be seen from here" : "process " + pid;
        return new JournalInUseException(
                journal, "is in use: " + process + ", " + whose + ", " + why + "; end it, then repair");
    }

    @Override
    public void close() throws IOException {
        for (long position : taken) {
            lock.unlock(position);
        }
        taken.clear();
    }
}

package io.tailrace.internal.role;

import io.tailrace.JournalAccessException;
import io.tailrace.WriterActiveException;
import io.tailrace.WriterFencedException;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.fault.FaultPoint;
import io.tailrace.internal.fault.FaultPoints;
import io.tailrace.internal.memory.Pause;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.role.ProcessIdentity.Evidence;
import io.tailrace.layout.LockDescriptor;
import io.tailrace.layout.WriterDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The role of a journal's one writer: a byte lock, which the kernel frees when its owner dies, and the owner line, which says who it was.
 *
 * <p>The lock says that the previous owner is gone; the line says how. Closed clean or evidently dead: the page can be gone on with.
 * Evidently alive without its lock: refused. Nothing can be told: it may still write, so its epoch is ended, it is given a grace for the
 * append it may be in, and what follows goes to the next page.
 */
public final class WriterRole {
    /** A refusal counts only when it lasted: somebody may have probed the lock. */
    private static final long REFUSAL_NANOS = 50_000_000L;

    private static final long PAUSE_NANOS = 500_000L;

    private final Path journal;
    private final ControlFile control;
    private final LockFile lock;
    private final long watch;
    private final long previousPid;
    private final boolean samePage;
    private final long lockInode;
    private boolean owned;

    private WriterRole(
            Path journal,
            ControlFile control,
            LockFile lock,
            long lockInode,
            long watch,
            long previousPid,
            boolean samePage) {
        this.journal = journal;
        this.control = control;
        this.lock = lock;
        this.lockInode = lockInode;
        this.watch = watch;
        this.previousPid = previousPid;
        this.samePage = samePage;
    }

    /**
     * Takes the role.
     *
     * @param journal for messages
     * @param lockInode inode of the file lock, which a copied directory does not share
     * @param timeout how long to wait for a lock whose owner is not evidently alive
     */
    public static WriterRole take(Path journal, ControlFile control, LockFile lock, long lockInode, Duration timeout) {
        try (Pause pause = new Pause()) {
            SameBoot.require(journal, control);
            waitForLock(journal, control, lock, lockInode, timeout, pause);
            boolean taken = false;
            try {
                WriterRole role = takeLocked(journal, control, lock, lockInode, pause);
                taken = true;
                return role;
            } finally {
                if (!taken) {
                    lock.unlock(LockDescriptor.WRITER);
                }
            }
        } catch (IOException e) {
            throw JournalAccessException.because(lock.path(), "lock", e);
        }
    }

    private static void waitForLock(
            Path journal, ControlFile control, LockFile lock, long lockInode, Duration timeout, Pause pause)
            throws IOException {
        long begin = System.nanoTime();
        while (!lock.tryLock(LockDescriptor.WRITER)) {
            long waited = System.nanoTime() - begin;
            boolean alive = owner(control, lockInode) == Evidence.ALIVE;
            if (waited > (alive ? REFUSAL_NANOS : timeout.toNanos())) {
                throw new WriterActiveException(
                        journal,
                        control.ownerPid(),
                        "has a writer: "
                                + (alive ? "living process " : "lock held, owner line says process ")
                                + control.ownerPid()
                                + "; close it first, or let it publish for you");
            }
            pause.nanos(PAUSE_NANOS);
        }
    }

    private static WriterRole takeLocked(
            Path journal, ControlFile control, LockFile lock, long lockInode, Pause pause) {
        FaultPoints.pass(FaultPoint.ROLE_LOCKED);
        Evidence evidence = owner(control, lockInode);
        long begin = System.nanoTime();
        while (evidence == Evidence.ALIVE && !isSelf(control)) {
            if (System.nanoTime() - begin > Grace.nanos()) {
                throw new WriterActiveException(
                        journal,
                        control.ownerPid(),
                        "process " + control.ownerPid()
                                + " owns the journal and lives, but lost its lock; end it before another one writes");
            }
            pause.nanos(PAUSE_NANOS);
            evidence = owner(control, lockInode);
        }
        long previousPid = control.ownerPid();
        boolean samePage = evidence != Evidence.UNKNOWN;
        long watch = control.raiseEpoch();
        FaultPoints.pass(FaultPoint.EPOCH_RAISED);
        if (!samePage) {
            Words.fullFence();
            graceFor(pause);
        }
        WriterRole role = new WriterRole(journal, control, lock, lockInode, watch, previousPid, samePage);
        lock.keepWhile(LockDescriptor.WRITER, role::isStillOwner);
        return role;
    }

    /**
     * Names this process as the owner: only now, when the tail's page is cleared or left. Until then the line speaks of the previous
     * owner, and who comes after a crash in between does as much as this one did.
     */
    public void own() {
        ProcessIdentity self = ProcessIdentity.self();
        FaultPoints.pass(FaultPoint.RESIDUE_CLEARED);
        if (!isStillOwner()) {
            // The lock was lost again meanwhile: the line speaks of the next owner already.
            throw new WriterFencedException(journal, ControlFile.epoch(watch), ControlFile.epoch(control.watch()));
        }
        SameBoot.store(control);
        FaultPoints.pass(FaultPoint.BOOT_ID_STORED);
        // From here on to be cleared by leave, whatever comes: others would wait for a living owner that has no
        // appender.
        owned = true;
        control.storeOwner(self.pid(), self.start(), self.namespace(), lockInode);
        FaultPoints.pass(FaultPoint.OWNER_STORED);
        control.enterWriterSlot(
                WriterDescriptor.EXCLUSIVE_SLOT, self.pid(), self.namespace(), System.currentTimeMillis() * 1_000_000L);
    }

    private static Evidence owner(ControlFile control, long lockInode) {
        long pid = control.ownerPid();
        if (pid != 0 && (control.ownerLockInode() != lockInode || !SameBoot.isKnown(control))) {
            return Evidence.UNKNOWN;
        }
        return new ProcessIdentity(pid, control.ownerStart(), control.ownerNamespace()).evidence();
    }

    /** This JVM holds the lock now and has no other appender: an earlier one of it did not close. */
    private static boolean isSelf(ControlFile control) {
        ProcessIdentity self = ProcessIdentity.self();
        return control.ownerPid() == self.pid()
                && control.ownerStart() == self.start()
                && control.ownerNamespace() == self.namespace();
    }

    /** The watch word as it was when the role was taken: the epoch in its high half is this owner's. */
    public long watch() {
        return watch;
    }

    public long previousPid() {
        return previousPid;
    }

    /** Whether the page of the tail may be gone on with; if not, it has to be left by an END at the tail. */
    public boolean isSamePage() {
        return samePage;
    }

    /** Whether nobody has taken over since. */
    public boolean isStillOwner() {
        return ControlFile.epoch(control.watch()) == ControlFile.epoch(watch);
    }

    /** Leaves the role: clean, if it was entered and nobody took it over since. */
    public void leave() {
        try {
            if (owned && isStillOwner()) {
                control.leaveWriterSlot(WriterDescriptor.EXCLUSIVE_SLOT);
                control.clearOwner();
            }
        } finally {
            unlock();
        }
    }

    private void unlock() {
        try {
            lock.unlock(LockDescriptor.WRITER);
        } catch (IOException e) {
            throw JournalAccessException.because(lock.path(), "unlock", e);
        }
    }

    private static void graceFor(Pause pause) {
        long deadline = System.nanoTime() + Grace.nanos();
        for (long left = Grace.nanos(); left > 0; left = deadline - System.nanoTime()) {
            pause.nanos(left);
        }
    }
}

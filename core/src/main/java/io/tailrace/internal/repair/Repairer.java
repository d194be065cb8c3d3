package io.tailrace.internal.repair;

import io.tailrace.NoSpaceException;
import io.tailrace.Repair;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.page.FileMaker;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.role.ProcessIdentity;
import io.tailrace.internal.role.ProcessIdentity.Evidence;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/** Repairs a journal whose roles are all held: looks, makes a plan, does it step by step. On a file thread. */
public final class Repairer {
    private final ControlFile control;
    private final LockFile lock;
    private final long lockInode;
    private final PageCache cache;

    public Repairer(ControlFile control, LockFile lock, long lockInode, PageCache cache) {
        this.control = control;
        this.lock = lock;
        this.lockInode = lockInode;
        this.cache = cache;
    }

    /**
     * Repairs.
     *
     * @param mended what was reset in the control file before
     * @param dryRun whether to look only
     * @param beforeStep told of each step before it is done, and of the end by an empty text
     */
    public Repair run(RepairRoles roles, List<String> mended, boolean dryRun, Consumer<String> beforeStep)
            throws IOException {
        boolean rebooted = isRebooted();
        if (!rebooted) {
            roles.outlastOwners(control, lockInode, !dryRun);
        }
        Survey survey = new Survey(control, cache, asked());
        survey.run();
        Plan plan = new PlanMaker(control, cache, lock, survey, rebooted).make();
        ownerAndBoot(plan, rebooted);
        if (!dryRun) {
            requireSpace(plan);
            for (Step step : plan.steps) {
                beforeStep.accept(step.text());
                step.action().run();
            }
            beforeStep.accept("");
        }
        return plan.repair(dryRun, mended);
    }

    /** All positions that somebody names. */
    private TreeSet<Long> asked() {
        TreeSet<Long> asked = new TreeSet<>();
        asked.add(control.writePosition());
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            if (slot.isRegistered()) {
                asked.add(slot.cursor());
            }
        }
        for (int i = 0; control.geometry().isShared() && i < control.geometry().writerSlots(); i++) {
            asked.add(control.writerClaim(i));
        }
        return asked;
    }

    private boolean isRebooted() {
        UUID own = ProcessIdentity.bootId();
        UUID found = new UUID(control.bootIdHigh(), control.bootIdLow());
        return isKnown(own) && isKnown(found) && !own.equals(found);
    }

    private static boolean isKnown(UUID bootId) {
        return bootId.getMostSignificantBits() != 0 && bootId.getLeastSignificantBits() != 0;
    }

    /**
     * An owner of which nothing can be told keeps its line unless the journal was cut: the next writer goes by it. The boot id comes last:
     * until then no writer goes on.
     */
    private void ownerAndBoot(Plan plan, boolean rebooted) {
        long pid = control.ownerPid();
        boolean shared = control.geometry().isShared();
        boolean unknown = !rebooted && RepairRoles.writer(control, lockInode) == Evidence.UNKNOWN;
        if (pid != 0 && shared) {
            plan.add(
                    "owner of the exclusive role, process " + pid + ": a shared journal has none, line cleared",
                    control::clearOwner);
        } else if (pid != 0 && !unknown) {
            plan.add("owner of the exclusive role, process " + pid + ", is gone: line cleared", control::clearOwner);
        }
        if (rebooted) {
            UUID boot = ProcessIdentity.bootId();
            plan.add(
                    "boot id of this machine stored: writers go on",
                    () -> control.storeBootId(boot.getMostSignificantBits(), boot.getLeastSignificantBits()));
        }
    }

    /** Before anything is changed: the page that is cut is copied, and another one made. */
    private void requireSpace(Plan plan) {
        long needed = plan.cut < 0 ? 0 : 2L * cache.geometry().pageSize();
        long usable = FileMaker.usableSpace(cache.directory());
        if (usable < needed) {
            throw new NoSpaceException(cache.directory(), needed, usable, null);
        }
    }
}

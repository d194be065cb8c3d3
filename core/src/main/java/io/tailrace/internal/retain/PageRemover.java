package io.tailrace.internal.retain;

import io.tailrace.ConsumerPolicy;
import io.tailrace.Pruned;
import io.tailrace.Retention;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.fault.FaultPoint;
import io.tailrace.internal.fault.FaultPoints;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.page.Events;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.TailWalk;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Removes pages that neither the retention wants nor a consumer holds. Any number of removers in any number of processes may be at it at
 * once, and be killed anywhere.
 *
 * <pre>
 *   target = min(wanted, held)       scan of the cursors
 *   floor                            raised to it, volatile, by CAS to a maximum; then a full fence
 *   held                             scanned again: who registered before the fence is seen now, who registers
 *                                    behind it sees the floor
 *   unlink                           every file below min(floor, held): a remover that died left some
 * </pre>
 *
 * On a file thread, one call at a time.
 */
final class PageRemover {
    private final ControlFile control;
    private final LockFile lock;
    private final PageCache cache;
    private final Object controlKey;
    private final int pageBits;

    /** @param controlKey file key of {@code control}: which journal it is */
    PageRemover(ControlFile control, LockFile lock, PageCache cache, Object controlKey) {
        this.control = control;
        this.lock = lock;
        this.cache = cache;
        this.controlKey = controlKey;
        this.pageBits = control.geometry().pageBits();
    }

    /** What {@link #remove} would remove. Takes no lock and writes nothing. */
    static Pruned preview(ControlFile control, PageCache cache, Object controlKey) throws IOException {
        Retention retention = control.retention();
        if (retention.kind() == Retention.Kind.ALL) {
            return new Pruned(List.of(), 0, true);
        }
        int pageBits = control.geometry().pageBits();
        Held held = new Held(cache.directory(), control, null, new TailWalk(control, cache, false)::findPosition);
        long holding = held.firstPage();
        try (PageFiles files = PageFiles.open(cache.directory(), controlKey)) {
            long wanted = Wanted.firstPage(retention, held.tail(), pageBits, files, holding);
            long floor = Math.max(Positions.pageIndex(control.floor(), pageBits), wanted);
            List<Long> pages = List.copyOf(files.indexes().headSet(Math.min(floor, holding)));
            return new Pruned(pages, (long) pages.size() << pageBits, true);
        }
    }

    /**
     * One pass.
     *
     * @param told who is told of each page and of each consumer that lost some
     */
    Pruned remove(Collection<Events> told) throws IOException {
        Retention retention = control.retention();
        if (retention.kind() == Retention.Kind.ALL) {
            return new Pruned(List.of(), 0, false);
        }
        Held held = new Held(cache.directory(), control, lock, new TailWalk(control, cache, false)::findPosition);
        long holding = held.firstPage();
        long tailPage = Positions.pageIndex(held.tail(), pageBits);
        try (PageFiles files = PageFiles.open(cache.directory(), controlKey)) {
            long wanted = Wanted.firstPage(retention, held.tail(), pageBits, files, holding);
            // A page that is there: END may lead over indexes that never were.
            Long target = files.indexes().floor(Math.min(wanted, holding));
            FaultPoints.pass(FaultPoint.TARGET_FOUND);
            long floor = target == null ? control.floor() : raiseFloor(Positions.firstFrame(target, pageBits), told);
            FaultPoints.pass(FaultPoint.FLOOR_RAISED);
            Words.fullFence();
            long limit = Math.min(Positions.pageIndex(floor, pageBits), Math.min(held.firstPage(), tailPage));
            FaultPoints.pass(FaultPoint.CURSORS_SEEN);
            return unlink(files, limit, told);
        }
    }

    /** The floor behind it. Of all removers one alone raises it over a cursor, so each loss is told once. */
    private long raiseFloor(long target, Collection<Events> told) {
        long before = control.raiseFloor(target);
        for (int i = 0; before < target && i < control.geometry().consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            long cursor = slot.cursor();
            if (slot.isRegistered() && slot.policy() != ConsumerPolicy.GATE && before <= cursor && cursor < target) {
                control.statistics().evicted();
                told.forEach(events -> events.evicted(slot.name(), cursor, target));
            }
        }
        return Math.max(before, target);
    }

    /** From the lowest on: whenever this ends, no page is missing between two that are there. */
    private Pruned unlink(PageFiles files, long limit, Collection<Events> told) throws IOException {
        List<Long> removed = new ArrayList<>();
        for (long index : files.indexes().headSet(limit)) {
            if (files.unlink(index)) {
                removed.add(index);
                FaultPoints.pass(FaultPoint.PAGE_UNLINKED);
                told.forEach(events -> events.pageUnlinked(index));
            }
        }
        return new Pruned(List.copyOf(removed), (long) removed.size() << pageBits, false);
    }
}

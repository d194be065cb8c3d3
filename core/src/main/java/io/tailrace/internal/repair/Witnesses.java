package io.tailrace.internal.repair;

import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.layout.Positions;
import java.util.TreeSet;

/**
 * Who says how far positions were ever issued: page files, hints, cursors, claims. A position is never issued twice, so a journal that is
 * cut goes on above all of them; but one that END could not lead to is no witness, only nonsense.
 */
final class Witnesses {
    /** END has 32 bits for the distance, read as a signed number by some; and pages are to come behind it. */
    private static final long MOST_PAGES = Integer.MAX_VALUE - 2;

    private final ControlFile control;
    private final TreeSet<Long> files;
    private final int pageBits;
    private final long from;

    /**
     * @param from the page from which END leads on, -1 for none
     */
    Witnesses(ControlFile control, TreeSet<Long> files, long from) {
        this.control = control;
        this.files = files;
        this.pageBits = control.geometry().pageBits();
        this.from = from;
    }

    /** The page index if END can lead there, else -1. */
    long reachable(long index) {
        boolean within = index <= Positions.maxPageIndex(pageBits) - 2 && (from < 0 || index - from <= MOST_PAGES);
        return index >= 0 && within ? index : -1;
    }

    private long page(long position) {
        return position < 0 ? -1 : reachable(Positions.pageIndex(position, pageBits));
    }

    /** The highest page that was made, as far as files and the count of pages say. */
    long highestMade() {
        long highest = reachable(control.totalPages() - 1);
        for (long index : files) {
            highest = Math.max(highest, reachable(index));
        }
        return highest;
    }

    /** The highest page that anybody speaks of. */
    long highest() {
        long highest = Math.max(highestMade(), from);
        highest = Math.max(highest, page(control.writePosition()));
        highest = Math.max(highest, reachable(control.currentPageIndex()));
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            highest = Math.max(highest, slot.isRegistered() ? page(slot.cursor()) : -1);
        }
        for (int i = 0; control.geometry().isShared() && i < control.geometry().writerSlots(); i++) {
            highest = Math.max(highest, page(control.writerClaim(i)));
        }
        return highest;
    }

    /** Whether a position is in a page that was made: then it may have been issued. */
    boolean isPlausible(long position) {
        long page = page(position);
        return page >= 0 && page <= highestMade();
    }
}

package io.tailrace;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@link Journal#repair} did, or would do.
 *
 * @param dryRun whether nothing was changed
 * @param cut where the journal was cut: the first position that is lost, or {@link JournalException#NO_POSITION} if it was not cut
 * @param resumed where it goes on behind the cut: above every position that was ever issued; or {@link JournalException#NO_POSITION}
 * @param lostFrames frames between the two that could still be counted; there may have been more
 * @param kept files with what was cut off, which nobody looks into any more
 * @param consumers whose cursor was moved
 * @param steps what was done, in this order, each with its reason; empty if nothing was wrong
 */
public record Repair(
        boolean dryRun,
        long cut,
        long resumed,
        long lostFrames,
        List<Path> kept,
        List<Moved> consumers,
        List<String> steps) {

    /**
     * Whether the journal was cut, so that what lay behind is lost.
     *
     * @return true if there is a cut
     */
    public boolean isCut() {
        return cut != JournalException.NO_POSITION;
    }

    /**
     * A consumer whose cursor was moved.
     *
     * @param name the consumer's
     * @param from where the cursor stood
     * @param to where it stands now
     */
    public record Moved(String name, long from, long to) {}
}

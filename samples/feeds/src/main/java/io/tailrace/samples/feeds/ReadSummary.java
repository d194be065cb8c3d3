package io.tailrace.samples.feeds;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * What a reader says at its end.
 *
 * @param feeds totals of each feed
 */
record ReadSummary(List<FeedTotals> feeds) {
    /** Prints it; returns whether nothing was missing and nothing came twice. */
    boolean print(PrintWriter out) {
        feeds.forEach(feed -> out.println(feed.line()));
        out.println(verdict());
        return isWhole();
    }

    private boolean isWhole() {
        return feeds.stream().allMatch(FeedTotals::isWhole);
    }

    String verdict() {
        long frames = feeds.stream().mapToLong(FeedTotals::frames).sum();
        long unchecked = feeds.stream().mapToLong(FeedTotals::unchecked).sum();
        long gaps = feeds.stream().mapToLong(FeedTotals::gaps).sum();
        long duplicates = feeds.stream().mapToLong(FeedTotals::duplicates).sum();
        return String.format(
                Locale.ROOT,
                "%s: %,d frames, %,d of them checked by sequence number: %,d missing, %,d twice",
                isWhole() ? "complete" : "INCOMPLETE",
                frames,
                frames - unchecked,
                gaps,
                duplicates);
    }
}

package io.tailrace.internal.retain;

import io.tailrace.Retention;
import io.tailrace.layout.Positions;
import java.io.IOException;

/** Which pages a journal's retention wants, whoever holds others. */
final class Wanted {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private Wanted() {}

    /**
     * The lowest page that is wanted.
     *
     * @param tail a position at or below the tail; its page is wanted always
     * @param limit no page from here on is asked about
     * @return index of the page, not above the tail's
     */
    static long firstPage(Retention retention, long tail, int pageBits, PageFiles files, long limit)
            throws IOException {
        long tailPage = Positions.pageIndex(tail, pageBits);
        return switch (retention.kind()) {
            case ALL -> 0;
            case PAGES -> Math.max(0, tailPage - retention.amount() + 1);
            case BYTES -> Positions.pageIndex(Math.max(0, tail - retention.amount()), pageBits);
            case AGE -> firstYoung(retention.amount() / NANOS_PER_MILLI, Math.min(tailPage, limit), files);
            case CONSUMERS -> tailPage;
        };
    }

    /**
     * No page says when it got its last frame, but page N + 2 is made when page N + 1 is entered, and that is when N ended: so N ended no
     * later than N + 2 was stored to last. Without that one N counts as young. On file systems that note stores through a mapping as
     * modifications, N + 2 looks younger than it is, and N is kept for longer, never shorter. Before a cut N + 1 is the page that END leads to.
     */
    private static long firstYoung(long ageMillis, long limit, PageFiles files) throws IOException {
        long now = System.currentTimeMillis();
        for (long index : files.indexes().headSet(limit)) {
            long modified = secondNext(index, files);
            // The file system's clock may stand before the one that is read here, and be ahead of it after a
            // correction.
            if (modified > now || now - modified < ageMillis) {
                return index;
            }
        }
        return limit;
    }

    private static long secondNext(long index, PageFiles files) throws IOException {
        Long next = files.indexes().higher(index);
        Long second = next == null ? null : files.indexes().higher(next);
        return second == null ? Long.MAX_VALUE : files.lastModified(second);
    }
}

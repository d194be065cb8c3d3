package io.tailrace.internal.read;

import io.tailrace.CorruptJournalException;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.nio.ByteBuffer;
import java.util.NavigableSet;
import java.util.concurrent.locks.LockSupport;

/**
 * What nobody has written yet has to be zero: behind the tail, and in pages that were prepared ahead. It counts only as long as the tail
 * stands: a byte that is met there while the journal is written is a fault if the tail's word is still free behind it, and stays so.
 *
 * <pre>
 * tail's page   | frames | tail … a quarter of a page: residue of an exclusive writer that died | 0 … 0 |
 * next page     | header | 0 … 0                                                                        |
 * </pre>
 */
final class UnusedCheck {
    private static final int LOOKS = 5;
    private static final long PAUSE_NANOS = 1_000_000L;

    private final PageCache cache;
    private final boolean shared;
    private final int pageBits;

    UnusedCheck(PageCache cache, boolean shared) {
        this.cache = cache;
        this.shared = shared;
        this.pageBits = cache.geometry().pageBits();
    }

    /**
     * Looks behind a tail.
     *
     * @param page the tail's, held
     * @param tail its offset
     * @param files page files that were there before the walk
     */
    void run(Page page, int tail, NavigableSet<Long> files) {
        // A claim has its word before its payload: so a shared journal has nothing behind the tail.
        int residue = shared ? 0 : PageDescriptor.maxExtent(pageBits);
        int found = firstNonZero(
                page.bytes(), Math.min(tail + residue, cache.geometry().pageSize()));
        if (found >= 0 && stands(page, tail)) {
            throw new CorruptJournalException(
                    cache.path(page.index()),
                    Positions.of(page.index(), found, pageBits),
                    "a byte behind the tail " + Positions.of(page.index(), tail, pageBits) + " is not 0");
        }
        for (long index : files.tailSet(page.index(), false)) {
            prepared(index, page, tail);
        }
    }

    private void prepared(long index, Page tailPage, int tail) {
        Page page = cache.acquire(index, false);
        if (page == null) {
            return;
        }
        try {
            int found = firstNonZero(page.bytes(), PageDescriptor.HEADER_LENGTH);
            if (found >= 0 && stands(tailPage, tail)) {
                throw new CorruptJournalException(
                        cache.path(index),
                        Positions.of(index, found, pageBits),
                        "the page is not empty, but no END leads to it: the tail is "
                                + Positions.of(tailPage.index(), tail, pageBits));
            }
        } finally {
            cache.release(page);
        }
    }

    /** Behind the look at a byte: a writer that stored it had stored the tail's word before, or does at once. */
    private static boolean stands(Page page, int tail) {
        for (int look = 0; look < LOOKS; look++) {
            Words.loadLoadFence();
            if (Words.longAcquire(page.bytes(), tail) != 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }

    private static int firstNonZero(ByteBuffer bytes, int from) {
        for (int offset = from; offset < bytes.capacity(); offset += FrameDescriptor.ALIGNMENT) {
            if (Words.longPlain(bytes, offset) != 0) {
                return offset;
            }
        }
        return -1;
    }
}

package io.tailrace.internal.append;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.internal.memory.FileThreads;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.WordCheck;
import io.tailrace.layout.PageDescriptor;

/**
 * The highest timestamp of a shared journal's page, of that page alone, for those who look for a time. No writer knows the frames of the others when it ends a
 * page, so this walks a page that was ended one page ago, in the background. Where that finds a claim that is still open, 0 stays: not known.
 */
final class HighestTimestamps {
    private static final int UNKNOWN = 0;

    private HighestTimestamps() {}

    /** By who ended a page, for the one before it. */
    static void storeSoon(PageCache cache, long index) {
        if (index < 0) {
            return;
        }
        FileThreads.startLong(() -> {
            Page page = cache.acquire(index, true);
            if (page != null) {
                try {
                    store(cache, page);
                } finally {
                    cache.release(page);
                }
            }
            return null;
        });
    }

    private static void store(PageCache cache, Page page) {
        long highest = walk(cache, page);
        if (highest > UNKNOWN) {
            page.putHighestTimestamp(highest);
        }
    }

    /** The highest of all frames in a page; {@link #UNKNOWN} if one is not final, or none has a timestamp. */
    private static long walk(PageCache cache, Page page) {
        long highest = UNKNOWN;
        int offset = PageDescriptor.HEADER_LENGTH;
        while (true) {
            long word = Words.longAcquire(page.bytes(), offset);
            if (state(word) == END) {
                return highest;
            }
            int extent = state(word) == CLAIMED
                    ? -1
                    : WordCheck.extent(word, offset, cache.geometry().pageBits());
            if (extent < 0) {
                return UNKNOWN;
            }
            if (state(word) == COMMITTED) {
                highest = Math.max(highest, Words.longPlain(page.bytes(), offset + TIMESTAMP_OFFSET));
            }
            offset += extent;
        }
    }
}

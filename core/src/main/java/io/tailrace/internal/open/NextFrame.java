package io.tailrace.internal.open;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.internal.memory.Words;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.WordCheck;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;

/**
 * What lies before a cursor, for those who look.
 *
 * @param behindEnd whether the cursor stands before an END, and the frame is in another page
 * @param timestamp of the frame, ns since the epoch; 0 = it has none, or there is none that can be told
 */
record NextFrame(boolean behindEnd, long timestamp) {
    private static final NextFrame NONE = new NextFrame(false, 0);

    /** A cursor stands before a frame, or before a few pads; whoever wrote more of them gets no time shown. */
    private static final int MOST_WORDS = 64;

    /** Whatever a cursor or a word says, nothing outside the page is read, and no more than a few words are. */
    static NextFrame at(long cursor, long tail, PageCache pages) {
        int pageBits = pages.geometry().pageBits();
        int offset = Positions.offset(cursor, pageBits);
        if (cursor < 0 || cursor >= tail || offset % ALIGNMENT != 0 || offset < PageDescriptor.HEADER_LENGTH) {
            return NONE;
        }
        long index = Positions.pageIndex(cursor, pageBits);
        boolean behindEnd = false;
        for (int words = 0; words < MOST_WORDS && index >= 0; words++) {
            Page page = pages.acquire(index, false);
            if (page == null) {
                break;
            }
            try {
                long word = Words.longAcquire(page.bytes(), offset);
                int extent = WordCheck.extent(word, offset, pageBits);
                if (extent > 0 && state(word) == COMMITTED) {
                    return new NextFrame(behindEnd, Words.longPlain(page.bytes(), offset + TIMESTAMP_OFFSET));
                }
                behindEnd |= state(word) == END;
                index = extent > 0 ? index : WordCheck.nextPage(word, index, pageBits);
                offset = extent > 0 ? offset + extent : PageDescriptor.HEADER_LENGTH;
            } finally {
                pages.release(page);
            }
        }
        return new NextFrame(behindEnd, 0);
    }
}

package io.tailrace.internal.read;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.CorruptJournalException;
import io.tailrace.JournalException;
import io.tailrace.Verification;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.WordCheck;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Walks everything from the floor to the tail and compares what it finds with what the control file says: every page, every word, the
 * highest timestamps, the hint, every cursor. Takes no lock; a journal that is being written is verified up to where its tail was met.
 */
public final class Verifier {
    private final ControlFile control;
    private final PageCache cache;
    private final int pageBits;
    private final TreeMap<Long, String> expected = new TreeMap<>();
    private long pages;
    private long frames;
    private long payloadBytes;
    private long highestTimestamp;
    private long position;

    public Verifier(ControlFile control, PageCache cache) {
        this.control = control;
        this.cache = cache;
        this.pageBits = cache.geometry().pageBits();
    }

    public Verification run(UnaryOperator<JournalException> explained) {
        JournalException fault = null;
        try {
            // Taken before the walk: the tail only grows, so what was right before it is right behind it.
            long floor = control.floor();
            expect(floor, "floor");
            // It may be behind the floor: a remover finds the tail by words.
            expect(Math.max(floor, control.writePosition()), "write_pos");
            expectCursors(floor);
            walk(floor);
            requireNothingExpected();
        } catch (JournalException e) {
            fault = explained.apply(e);
        }
        return new Verification(pages, frames, payloadBytes, position, fault);
    }

    /** Below the floor there may be no page to look in, and a consumer that is cut off is told so when it reads. */
    private void expectCursors(long floor) {
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            long cursor = slot.cursor();
            boolean cutOff = cursor >= PageDescriptor.HEADER_LENGTH && cursor < floor;
            if (slot.isRegistered() && !cutOff) {
                expect(cursor, "cursor of consumer \"" + slot.name() + '"');
            }
        }
    }

    private void expect(long at, String what) {
        expected.merge(at, what, (a, b) -> a + ", " + b);
    }

    private void walk(long floor) {
        position = floor;
        long index = Positions.pageIndex(floor, pageBits);
        int offset = Positions.offset(floor, pageBits);
        while (index >= 0) {
            Page page = cache.acquire(index, false);
            if (page == null) {
                index = goOnAtFloor(index);
                offset = PageDescriptor.HEADER_LENGTH;
                continue;
            }
            try {
                index = walkPage(page, offset);
            } finally {
                cache.release(page);
            }
            pages++;
            offset = PageDescriptor.HEADER_LENGTH;
        }
    }

    /** A page that is missing was removed if the floor is beyond it by now: what was counted stands, and the walk goes on at the floor. */
    private long goOnAtFloor(long missing) {
        long floor = control.floor();
        long index = Positions.pageIndex(floor, pageBits);
        if (index <= missing) {
            throw new CorruptJournalException(cache.path(missing), position, "the page is missing");
        }
        expected.headMap(floor).clear();
        position = floor;
        return index;
    }

    /** The index of the page that END leads to, -1 at the tail. */
    private long walkPage(Page page, int from) {
        int offset = from;
        if (cache.geometry().isShared()) {
            highestTimestamp = 0;
        }
        while (true) {
            position = Positions.of(page.index(), offset, pageBits);
            requireNothingExpectedBefore(position);
            if (offset < PageDescriptor.HEADER_LENGTH || offset % ALIGNMENT != 0) {
                throw new CorruptJournalException(cache.directory(), position, "no frame can begin here");
            }
            long word = Words.longAcquire(page.bytes(), offset);
            int state = state(word);
            if (word == 0) {
                return -1;
            }
            if (state == END) {
                long next = WordCheck.nextPage(word, page.index(), pageBits);
                if (next < 0) {
                    throw WordCheck.fault(cache.path(page.index()), position, word);
                }
                requireHighestTimestamp(page);
                return next;
            }
            int extent = WordCheck.walkExtent(word, offset, cache.geometry());
            if (extent < 0) {
                throw WordCheck.fault(cache.path(page.index()), position, word);
            }
            if (state == COMMITTED) {
                frames++;
                payloadBytes += length(word);
                highestTimestamp = Math.max(highestTimestamp, Words.longPlain(page.bytes(), offset + TIMESTAMP_OFFSET));
            }
            offset += extent;
        }
    }

    /** It may be higher than any frame's: an aborted batch, or pages that are gone, count too. In a shared journal it is of the page alone, and 0 is not known. */
    private void requireHighestTimestamp(Page page) {
        long highest = page.highestTimestamp();
        boolean unknown = highest == 0 && cache.geometry().isShared();
        if (highest < highestTimestamp && !unknown) {
            throw new CorruptJournalException(
                    cache.path(page.index()),
                    position,
                    "the highest timestamp of the page is " + highest + ", but a frame has " + highestTimestamp);
        }
    }

    private void requireNothingExpectedBefore(long reached) {
        Map.Entry<Long, String> first = expected.firstEntry();
        if (first != null && first.getKey() < reached) {
            throw new CorruptJournalException(
                    cache.directory(), first.getKey(), first.getValue() + " points into the middle of a frame");
        }
        expected.remove(reached);
    }

    private void requireNothingExpected() {
        Map.@Nullable Entry<Long, String> first = expected.firstEntry();
        if (first != null) {
            throw new CorruptJournalException(
                    cache.directory(), first.getKey(), first.getValue() + " lies behind the tail " + position);
        }
    }
}

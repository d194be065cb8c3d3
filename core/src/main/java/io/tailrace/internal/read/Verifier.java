package io.tailrace.internal.read;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.CorruptJournalException;
import io.tailrace.JournalException;
import io.tailrace.Verification;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.WordCheck;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Walks everything from the floor to the tail and compares what it finds with what the control file says: every page, every word, the
 * highest timestamps, the hints, every cursor, every slot, every file. Takes no lock; a journal that is being written is verified up to
 * where its tail was met.
 *
 * <p>No false alarm while others are at work: what only grows is read on the side of the walk on which it has to hold, and what may look
 * wrong for a moment is looked at again.
 */
public final class Verifier {
    private final ControlFile control;
    private final PageCache cache;
    private final int pageBits;
    private final boolean shared;
    private final Expected expected;
    private final FilesCheck files;
    private final SlotCheck slots;
    private final UnusedCheck unused;
    private final Set<Long> visited = new HashSet<>();
    private long pages;
    private long frames;
    private long payloadBytes;
    private long openClaims;
    private long highestTimestamp;
    private long position;

    public Verifier(ControlFile control, PageCache cache) {
        this.control = control;
        this.cache = cache;
        this.pageBits = cache.geometry().pageBits();
        this.shared = cache.geometry().isShared();
        this.expected = new Expected(cache.directory());
        this.files = new FilesCheck(cache.directory());
        this.slots = new SlotCheck(control);
        this.unused = new UnusedCheck(cache, shared);
    }

    public Verification run(UnaryOperator<JournalException> explained) {
        JournalException fault = null;
        long floorPage = 0;
        try {
            control.check();
            // Taken before the walk: the tail only grows, so what was right before it is right behind it.
            long floor = control.floor();
            floorPage = Positions.pageIndex(floor, pageBits);
            expected.add(floor, "floor");
            // It may be behind the floor: a remover finds the tail by words.
            expected.add(Math.max(floor, control.writePosition()), "write_pos");
            slots.expectPositions(expected, floor);
            long currentPage = control.currentPageIndex();
            files.list();
            walk(floor);
            expected.requireAllReached(position);
            requireAllVisited();
            requireCounted(currentPage);
            slots.run();
        } catch (JournalException e) {
            fault = explained.apply(e);
        } catch (InternalError e) {
            fault = explained.apply(new CorruptJournalException(
                    cache.directory(), position, "a file was truncated while it was mapped", e));
        }
        return new Verification(pages, frames, payloadBytes, position, openClaims, fault, files.remarks(floorPage));
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
            visited.add(page.index());
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
        expected.forgetBelow(floor);
        position = floor;
        return index;
    }

    /** A page that no END leads to: who looks for the tail could take it for the tail's. */
    private void requireAllVisited() {
        long first = Positions.pageIndex(control.floor(), pageBits);
        long last = Positions.pageIndex(position, pageBits);
        if (first >= last) {
            return;
        }
        for (long index : files.pages().subSet(first, true, last, false)) {
            if (!visited.contains(index)) {
                throw new CorruptJournalException(
                        cache.path(index), Positions.of(index, 0, pageBits), "no END leads to the page");
            }
        }
    }

    /** The index of the page that END leads to, -1 at the tail. */
    private long walkPage(Page page, int from) {
        int offset = from;
        if (shared) {
            highestTimestamp = 0;
        }
        while (true) {
            position = Positions.of(page.index(), offset, pageBits);
            expected.reached(position);
            if (offset < PageDescriptor.HEADER_LENGTH || offset % ALIGNMENT != 0) {
                throw new CorruptJournalException(cache.directory(), position, "no frame can begin here");
            }
            long word = Words.longAcquire(page.bytes(), offset);
            int state = state(word);
            if (word == 0) {
                if (Positions.pageIndex(control.floor(), pageBits) > page.index()) {
                    // It was removed meanwhile, and this is one that a writer made once more.
                    return goOnAtFloor(page.index());
                }
                unused.run(page, offset, files.pages());
                return -1;
            }
            if (state == END) {
                long next = WordCheck.nextPage(word, page.index(), pageBits);
                if (next < 0) {
                    throw WordCheck.fault(cache.path(page.index()), position, word);
                }
                requireHighestTimestamp(page);
                requireTrailer(page, offset);
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
            } else if (state == CLAIMED) {
                slots.requireOwner(word, position);
                openClaims++;
            }
            offset += extent;
        }
    }

    /**
     * It may be higher than any frame's: an aborted batch, or pages that are gone, count too. In a shared journal it is of
     * the page alone, and 0 is not known.
     */
    private void requireHighestTimestamp(Page page) {
        long highest = page.highestTimestamp();
        if (highest < highestTimestamp && !(shared && highest == 0)) {
            throw new CorruptJournalException(
                    cache.path(page.index()),
                    position,
                    "the highest timestamp of the page is " + highest + ", but a frame has " + highestTimestamp);
        }
    }

    /** Kept for END alone: no claim reaches it. */
    private void requireTrailer(Page page, int end) {
        int trailer = cache.geometry().pageSize() - PageDescriptor.TRAILER_LENGTH;
        if (end < trailer && Words.longPlain(page.bytes(), trailer) != 0) {
            throw new CorruptJournalException(
                    cache.path(page.index()),
                    Positions.of(page.index(), trailer, pageBits),
                    "the last bytes of the page are kept for END and not 0");
        }
    }

    /** Raised before END leads to a page, so behind the walk it counts the tail's; the current page is stored behind END. */
    private void requireCounted(long currentPage) {
        long tailPage = Positions.pageIndex(position, pageBits);
        long total = control.totalPages();
        if (total <= tailPage) {
            throw new CorruptJournalException(
                    control.path(), position, "total_pages is " + total + ", but there are frames in page " + tailPage);
        }
        if (currentPage < 0 || currentPage > tailPage) {
            throw new CorruptJournalException(
                    control.path(),
                    position,
                    "current_page_index is " + currentPage + ", behind the page of the tail, " + tailPage);
        }
    }
}

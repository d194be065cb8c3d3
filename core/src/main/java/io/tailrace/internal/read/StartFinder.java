package io.tailrace.internal.read;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.CorruptJournalException;
import io.tailrace.InvalidPositionException;
import io.tailrace.JournalAccessException;
import io.tailrace.Start;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.TailWalk;
import io.tailrace.internal.page.WordCheck;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the position that a {@link Start} means. Positions from outside are believed only after a walk of their page. */
public final class StartFinder {
    private final ControlFile control;
    private final PageCache cache;
    private final TailWalk tailWalk;
    private final int pageBits;

    public StartFinder(ControlFile control, PageCache cache) {
        this.control = control;
        this.cache = cache;
        this.tailWalk = new TailWalk(control, cache, false);
        this.pageBits = cache.geometry().pageBits();
    }

    public Path directory() {
        return cache.directory();
    }

    /**
     * Where to begin.
     *
     * @throws InvalidPositionException if a position lies outside what the journal has
     */
    public long find(Start start) {
        return switch (start.kind()) {
            case EARLIEST -> control.floor();
            case LATEST -> tail();
            case POSITION -> whileRetained(() -> frameAtOrBehind(start.value()));
            case TIMESTAMP -> whileRetained(() -> firstAtOrAfter(start.value()));
        };
    }

    /** A page that is missing may have been removed meanwhile, which raises the floor first: then all is looked at again. */
    private long whileRetained(LongSupplier search) {
        while (true) {
            long floor = control.floor();
            try {
                return search.getAsLong();
            } catch (CorruptJournalException e) {
                if (control.floor() == floor) {
                    throw e;
                }
            }
        }
    }

    public long tail() {
        return tailWalk.look().position();
    }

    /** Rounds up to a frame, or to the tail, by a walk of the page. Damage behind the position does not matter. */
    private long frameAtOrBehind(long position) {
        long floor = control.floor();
        if (position >= 0 && position < PageDescriptor.HEADER_LENGTH && floor == PageDescriptor.HEADER_LENGTH) {
            return floor;
        }
        if (position < floor || !hasPage(position)) {
            throw outside(position);
        }
        return walkTo(position);
    }

    /**
     * A cursor rounded up to a frame, or to the tail. A floor beyond it says nothing as long as its page is there, for its consumer may
     * hold that; if the page was removed, the cursor is given back as it is, and its reader meets the gap.
     */
    public long frameAtOrBehindCursor(long cursor) {
        return whileRetained(() -> {
            if (hasPage(cursor)) {
                try {
                    return walkTo(cursor);
                } catch (CorruptJournalException e) {
                    // Removed between look and walk, the floor may have been raised long before both.
                    if (hasPage(cursor)) {
                        throw e;
                    }
                } catch (InvalidPositionException e) {
                    // Below the floor a page ends by END, unless one of many writers made it again, empty.
                    if (cursor >= control.floor()) {
                        throw e;
                    }
                }
            }
            // Behind the look for the page.
            if (cursor < control.floor()) {
                return cursor;
            }
            throw outside(cursor);
        });
    }

    private boolean hasPage(long position) {
        return pageIndexes().contains(Positions.pageIndex(position, pageBits));
    }

    private long walkTo(long position) {
        try (Walk walk = new Walk(Positions.pageIndex(position, pageBits))) {
            while (walk.position() < position) {
                if (!walk.advance()) {
                    throw outside(position);
                }
            }
            // A page that was prepared ahead is there and empty: nothing leads into it yet.
            if (walk.isAtEmptyPage() && walk.position() > tail()) {
                throw outside(position);
            }
            return walk.position();
        }
    }

    private InvalidPositionException outside(long position) {
        return new InvalidPositionException(cache.directory(), position, control.floor(), tail());
    }

    /** The first frame with this timestamp or a later one; the tail if there is none. */
    private long firstAtOrAfter(long epochNanos) {
        try (Walk walk = new Walk(firstPageReaching(epochNanos))) {
            while (!walk.isFrameAtOrAfter(epochNanos) && walk.advance()) {
                // On to the next frame.
            }
            return walk.position();
        }
    }

    /**
     * The highest timestamps in the page headers grow with the pages, so the first page that reaches a time is found by halving. The
     * tail's page has none yet and is walked. In a shared journal a page may have none although its frames have: one after the other is
     * looked at.
     */
    private long firstPageReaching(long epochNanos) {
        long tailPage = Positions.pageIndex(tail(), pageBits);
        long floorPage = Positions.pageIndex(control.floor(), pageBits);
        List<Long> pages = new ArrayList<>(pageIndexes().subSet(floorPage, true, Math.max(floorPage, tailPage), true));
        if (cache.geometry().isShared()) {
            return firstReaching(pages, epochNanos, floorPage);
        }
        int low = 0;
        int high = pages.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (reaches(pages.get(middle), epochNanos)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return pages.isEmpty() ? floorPage : pages.get(low);
    }

    private long firstReaching(List<Long> pages, long epochNanos, long floorPage) {
        long last = floorPage;
        for (long index : pages) {
            last = index;
            if (reaches(index, epochNanos) || isUnknown(index)) {
                return index;
            }
        }
        return last;
    }

    private boolean isUnknown(long index) {
        Page page = cache.acquire(index, false);
        if (page == null) {
            return false;
        }
        long highest = page.highestTimestamp();
        cache.release(page);
        return highest == 0;
    }

    private boolean reaches(long index, long epochNanos) {
        Page page = cache.acquire(index, false);
        if (page == null) {
            // Removed meanwhile: what is wanted lies behind it.
            return false;
        }
        long highest = page.highestTimestamp();
        cache.release(page);
        return highest >= epochNanos;
    }

    /** The page files that are there, by one listing: whatever an END or a cursor says, nobody tries names. */
    private TreeSet<Long> pageIndexes() {
        try (Stream<Path> names = Files.list(cache.directory())) {
            return names.map(path -> PageDescriptor.indexOf(path.getFileName().toString()))
                    .filter(index -> index >= 0)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw JournalAccessException.because(cache.directory(), "list its pages", e);
        }
    }

    /** A walk over words, from a page's first frame. */
    private final class Walk implements AutoCloseable {
        private @Nullable Page page;
        private int offset = PageDescriptor.HEADER_LENGTH;

        Walk(long index) {
            page = acquire(index);
        }

        long position() {
            return Positions.of(page.index(), offset, pageBits);
        }

        boolean isAtEmptyPage() {
            return offset == PageDescriptor.HEADER_LENGTH && Words.longAcquire(page.bytes(), offset) == 0;
        }

        boolean isFrameAtOrAfter(long epochNanos) {
            long word = Words.longAcquire(page.bytes(), offset);
            return state(word) == COMMITTED
                    && WordCheck.extent(word, offset, pageBits) > 0
                    && Words.longPlain(page.bytes(), offset + TIMESTAMP_OFFSET) >= epochNanos
                    && Words.longPlain(page.bytes(), offset + TIMESTAMP_OFFSET) != 0;
        }

        /** False at the tail. */
        boolean advance() {
            long word = Words.longAcquire(page.bytes(), offset);
            if (word == 0) {
                return false;
            }
            if (state(word) == END) {
                long next = WordCheck.nextPage(word, page.index(), pageBits);
                if (next < 0) {
                    throw WordCheck.fault(cache.path(page.index()), position(), word);
                }
                Page following = acquire(next);
                cache.release(page);
                page = following;
                offset = PageDescriptor.HEADER_LENGTH;
                return true;
            }
            int extent = WordCheck.walkExtent(word, offset, cache.geometry());
            if (extent < 0) {
                throw WordCheck.fault(cache.path(page.index()), position(), word);
            }
            offset += extent;
            return true;
        }

        private Page acquire(long index) {
            Page found = cache.acquire(index, false);
            if (found == null) {
                throw new CorruptJournalException(
                        cache.path(index), Positions.of(index, 0, pageBits), "the page is missing");
            }
            return found;
        }

        @Override
        public void close() {
            cache.release(page);
        }
    }
}

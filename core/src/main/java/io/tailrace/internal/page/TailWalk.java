package io.tailrace.internal.page;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.CorruptJournalException;
import io.tailrace.JournalAccessException;
import io.tailrace.JournalException;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.Hint;
import io.tailrace.internal.memory.Words;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tail by walking words, from a page that the control line names and over nothing but ENDs. The hint may be old or nonsense:
 * its page is a place to begin, and one that is missing or empty sends the walk to a lower one.
 */
public final class TailWalk {
    private final ControlFile control;
    private final PageCache cache;
    private final int pageBits;
    private final boolean writable;

    /**
     * What those see who only look.
     *
     * @param position the tail
     * @param frames that the journal ever had up to there, for people
     */
    public record Seen(long position, long frames) {}

    public TailWalk(ControlFile control, PageCache cache, boolean writable) {
        this.control = control;
        this.cache = cache;
        this.pageBits = cache.geometry().pageBits();
        this.writable = writable;
    }

    /** The tail, walked from the first frame of the hinted page: for those who append. */
    public Tail find() {
        while (true) {
            Hint hint = control.hint();
            long floor = control.floor();
            Page page = hintedPage(hint, Positions.pageIndex(floor, pageBits));
            Tail tail = page == null ? null : walk(page, PageDescriptor.HEADER_LENGTH, highestBefore(page), hint);
            if (tail != null) {
                return tail;
            }
            requireRaised(floor);
        }
    }

    /** {@link #find}, for those who decide by the tail and do not append. */
    public long findPosition() {
        return seenAndReleased(find()).position();
    }

    /**
     * The tail, walked from the hint itself, which is at most 64 KiB behind a living writer: for those who only look. A hint that is
     * nonsense costs the walk of its page.
     */
    public Seen look() {
        Hint hint = control.hint();
        int offset = Positions.offset(hint.position(), pageBits);
        if (hint.position() >= control.floor() && offset >= PageDescriptor.HEADER_LENGTH && offset % ALIGNMENT == 0) {
            Page page = cache.acquire(Positions.pageIndex(hint.position(), pageBits), writable);
            Tail tail = null;
            try {
                tail = page == null ? null : walk(page, offset, 0, hint);
            } catch (CorruptJournalException e) {
                // The hint may point into a payload: walk from the page's begin, which tells whether it was that.
                tail = null;
            }
            if (tail != null) {
                return seenAndReleased(tail);
            }
        }
        return seenAndReleased(find());
    }

    private Seen seenAndReleased(Tail tail) {
        cache.release(tail.page());
        return new Seen(tail.position(pageBits), tail.frames());
    }

    private @Nullable Page hintedPage(Hint hint, long floorPage) {
        long index = Math.max(Positions.pageIndex(hint.position(), pageBits), floorPage);
        Page page = cache.acquire(index, writable);
        while (index > floorPage && (page == null || isEmpty(page))) {
            if (page != null) {
                cache.release(page);
            }
            index = Math.max(highestBelow(index), floorPage);
            page = cache.acquire(index, writable);
        }
        return page;
    }

    private static boolean isEmpty(Page page) {
        return Words.longAcquire(page.bytes(), PageDescriptor.HEADER_LENGTH) == 0;
    }

    private long highestBelow(long index) {
        try (Stream<Path> names = Files.list(cache.directory())) {
            return names.mapToLong(
                            path -> PageDescriptor.indexOf(path.getFileName().toString()))
                    .filter(found -> found >= 0 && found < index)
                    .max()
                    .orElse(0);
        } catch (IOException e) {
            throw JournalAccessException.because(cache.directory(), "list its pages", e);
        }
    }

    /** Gives the page back if that cannot be told. */
    private long highestBefore(Page page) {
        boolean done = false;
        try {
            long highest = previousHighest(page.index());
            done = true;
            return highest;
        } finally {
            if (!done) {
                cache.release(page);
            }
        }
    }

    /** Of the next lower page: behind a cut it is not the one before. */
    private long previousHighest(long index) {
        Page previous = index == 0 ? null : cache.acquire(index - 1, false);
        if (previous == null && index - 1 > Positions.pageIndex(control.floor(), pageBits)) {
            previous = cache.acquire(highestBelow(index), false);
        }
        if (previous == null) {
            return 0;
        }
        long highest = previous.highestTimestamp();
        cache.release(previous);
        return highest;
    }

    /** Walks on; gives the page back, whatever happens, unless it is the tail's. Null if a page vanished on the way. */
    private @Nullable Tail walk(Page first, int from, long highestBefore, Hint hint) {
        Page page = first;
        int offset = from;
        long highest = highestBefore;
        long frames = hint.frames();
        boolean found = false;
        try {
            while (true) {
                ByteBuffer bytes = page.bytes();
                long word = Words.longAcquire(bytes, offset);
                int state = state(word);
                if (word == 0) {
                    if (isPassed(page)) {
                        return null;
                    }
                    found = true;
                    return new Tail(page, offset, highest, frames);
                } else if (state == END) {
                    Page next = next(page, offset, word);
                    cache.release(page);
                    page = next;
                    if (next == null) {
                        return null;
                    }
                    offset = PageDescriptor.HEADER_LENGTH;
                } else {
                    int extent = WordCheck.walkExtent(word, offset, cache.geometry());
                    if (extent < 0) {
                        throw fault(page, offset, word);
                    }
                    if (state == COMMITTED) {
                        highest = Math.max(highest, Words.longPlain(bytes, offset + TIMESTAMP_OFFSET));
                        frames += Positions.of(page.index(), offset, pageBits) < hint.position() ? 0 : 1;
                    }
                    offset += extent;
                }
            }
        } finally {
            if (!found && page != null) {
                cache.release(page);
            }
        }
    }

    /** Below the floor there is no tail: this page was removed, and made again, empty, by one of many writers that did not know. */
    private boolean isPassed(Page page) {
        return Positions.pageIndex(control.floor(), pageBits) > page.index();
    }

    private @Nullable Page next(Page page, int offset, long word) {
        long index = WordCheck.nextPage(word, page.index(), pageBits);
        if (index < 0) {
            throw fault(page, offset, word);
        }
        return cache.acquire(index, writable);
    }

    private JournalException fault(Page page, int offset, long word) {
        return WordCheck.fault(cache.path(page.index()), Positions.of(page.index(), offset, pageBits), word);
    }

    /** A page that is missing is a page that was removed, which raises the floor first; otherwise it is damage. */
    private void requireRaised(long floor) {
        if (control.floor() == floor) {
            throw new CorruptJournalException(
                    cache.directory(), floor, "a page at or behind the first retained one is missing");
        }
    }
}

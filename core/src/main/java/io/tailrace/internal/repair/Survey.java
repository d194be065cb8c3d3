package io.tailrace.internal.repair;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.CorruptJournalException;
import io.tailrace.JournalAccessException;
import io.tailrace.JournalException;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.WordCheck;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all pages of a journal that nobody else changes, however damaged it is: how far a walk comes, why it comes no further, and what
 * lies behind. Changes nothing.
 */
final class Survey {
    private final ControlFile control;
    private final PageCache cache;
    private final int pageBits;

    /** Page files, by name, and why one of them cannot be used. */
    final TreeSet<Long> files = new TreeSet<>();

    final Map<Long, JournalException> sick = new HashMap<>();

    /** Positions that were asked for, each with the last one at or below that the walk met. */
    final TreeMap<Long, Long> met = new TreeMap<>();

    /** Pages whose highest timestamp is too low, with the one that they should have. */
    final TreeMap<Long, Long> lowTimestamps = new TreeMap<>();

    /** Words that are still CLAIMED, by position. */
    final TreeMap<Long, Long> claims = new TreeMap<>();

    /** Pages that the walk came through. */
    final TreeSet<Long> visited = new TreeSet<>();

    /** Page files behind the page in which the walk ended: with something in them, and without. */
    final TreeSet<Long> filled = new TreeSet<>();

    final TreeSet<Long> empty = new TreeSet<>();

    /** Where the walk began; -1 if no page can be used. */
    long floor = -1;

    /** Why the walk ended; null at a free word. */
    @Nullable
    JournalException fault;

    /** Where it ended, and the word there. */
    long end;

    long word;

    long frames;
    long framesBelowHint;
    long highestTimestamp;

    /** First byte behind the end that is not 0 and that no writer who died can have left, or -1. */
    long residue = -1;

    private final TreeSet<Long> asked;
    private final long hint;

    /**
     * @param asked positions that somebody names: which of them does a walk meet?
     */
    Survey(ControlFile control, PageCache cache, TreeSet<Long> asked) {
        this.control = control;
        this.cache = cache;
        this.pageBits = cache.geometry().pageBits();
        this.asked = asked;
        this.hint = control.writePosition();
    }

    void run() {
        list();
        for (long candidate : beginnings()) {
            if (floor >= 0 && fault == null) {
                break;
            }
            Page page = acquire(candidate);
            if (page != null && floor < 0) {
                walk(page);
            } else if (page != null) {
                // One that comes to a tail is better than the lowest one.
                Survey other = new Survey(control, cache, asked);
                other.list();
                other.walk(page);
                if (other.fault == null) {
                    adopt(other);
                }
            }
        }
        if (floor >= 0) {
            lookBehind();
        }
    }

    private void list() {
        try (Stream<Path> names = Files.list(cache.directory())) {
            names.map(path -> PageDescriptor.indexOf(path.getFileName().toString()))
                    .filter(index -> index >= 0)
                    .forEach(files::add);
        } catch (IOException e) {
            throw JournalAccessException.because(cache.directory(), "list its pages", e);
        }
    }

    /** The floor's page; if it cannot be used, those behind it that begin a row of pages; if there is none, the ones before it. */
    private List<Long> beginnings() {
        long word = Words.longVolatile(control.bytes(), ControlDescriptor.FLOOR_OFFSET);
        boolean sound = word > 0 && Positions.offset(word, pageBits) == PageDescriptor.HEADER_LENGTH;
        long floorPage = sound ? Positions.pageIndex(word, pageBits) : 0;
        if (sound && acquireAndRelease(floorPage)) {
            return List.of(floorPage);
        }
        List<Long> rows = new ArrayList<>();
        for (long index : files) {
            if (acquireAndRelease(index) && (rows.isEmpty() || !acquireAndRelease(index - 1))) {
                rows.add(index);
            }
        }
        List<Long> behind = rows.stream().filter(index -> index > floorPage).toList();
        return behind.isEmpty() ? rows : behind;
    }

    private boolean acquireAndRelease(long index) {
        Page page = acquire(index);
        if (page == null) {
            return false;
        }
        cache.release(page);
        return true;
    }

    private @Nullable Page acquire(long index) {
        if (index < 0 || !files.contains(index)) {
            return null;
        }
        try {
            return cache.acquire(index, false);
        } catch (JournalException e) {
            sick.put(index, e);
            return null;
        }
    }

    private void adopt(Survey other) {
        floor = other.floor;
        fault = null;
        end = other.end;
        word = other.word;
        frames = other.frames;
        framesBelowHint = other.framesBelowHint;
        highestTimestamp = other.highestTimestamp;
        visited.clear();
        visited.addAll(other.visited);
        met.clear();
        met.putAll(other.met);
        lowTimestamps.clear();
        lowTimestamps.putAll(other.lowTimestamps);
        claims.clear();
        claims.putAll(other.claims);
        sick.putAll(other.sick);
    }

    /** From a page's first frame, over END, as far as it goes. Gives the pages back. */
    private void walk(Page first) {
        floor = Positions.firstFrame(first.index(), pageBits);
        Page page = first;
        while (page != null) {
            Page left = page;
            try {
                page = walkPage(left);
            } finally {
                cache.release(left);
            }
        }
    }

    private @Nullable Page walkPage(Page page) {
        visited.add(page.index());
        if (cache.geometry().isShared()) {
            // There it is of each page alone.
            highestTimestamp = 0;
        }
        int offset = PageDescriptor.HEADER_LENGTH;
        while (true) {
            end = Positions.of(page.index(), offset, pageBits);
            word = Words.longAcquire(page.bytes(), offset);
            if (word == 0) {
                meet(Long.MAX_VALUE, end);
                return null;
            }
            if (state(word) == END) {
                return leave(page);
            }
            int extent = WordCheck.walkExtent(word, offset, cache.geometry());
            if (extent < 0) {
                fault = WordCheck.fault(cache.path(page.index()), end, word);
                meet(Long.MAX_VALUE, end);
                return null;
            }
            count(page, offset);
            meet(end + extent, end);
            offset += extent;
        }
    }

    private void count(Page page, int offset) {
        if (state(word) == CLAIMED) {
            claims.put(end, word);
        } else if (state(word) == COMMITTED) {
            frames++;
            framesBelowHint += end < hint ? 1 : 0;
            highestTimestamp = Math.max(highestTimestamp, Words.longPlain(page.bytes(), offset + TIMESTAMP_OFFSET));
        }
    }

    private @Nullable Page leave(Page page) {
        long next = WordCheck.nextPage(word, page.index(), pageBits);
        Page following = next < 0 ? null : acquire(next);
        if (following == null) {
            fault = next < 0
                    ? WordCheck.fault(cache.path(page.index()), end, word)
                    : sick.getOrDefault(
                            next,
                            new CorruptJournalException(
                                    cache.path(next), Positions.of(next, 0, pageBits), "the page is missing"));
            meet(Long.MAX_VALUE, end);
            return null;
        }
        long highest = page.highestTimestamp();
        if (highest < highestTimestamp && !(cache.geometry().isShared() && highest == 0)) {
            lowTimestamps.put(page.index(), highestTimestamp);
        }
        meet(Positions.firstFrame(next, pageBits), end);
        return following;
    }

    /** All positions that were asked for below the next one. */
    private void meet(long next, long at) {
        for (long position : asked.subSet(at, true, next, false)) {
            met.put(position, at);
        }
    }

    private void lookBehind() {
        long last = Positions.pageIndex(end, pageBits);
        for (long index : files.tailSet(last, false)) {
            Page page = acquire(index);
            if (page != null) {
                (firstNonZero(page.bytes(), PageDescriptor.HEADER_LENGTH) < 0 ? empty : filled).add(index);
                cache.release(page);
            }
        }
        if (fault != null) {
            return;
        }
        Page page = acquire(last);
        if (page != null) {
            int clear = Positions.offset(end, pageBits)
                    + (cache.geometry().isShared() ? 0 : PageDescriptor.maxExtent(pageBits));
            int found =
                    firstNonZero(page.bytes(), Math.min(clear, cache.geometry().pageSize()));
            residue = found < 0 ? -1 : Positions.of(last, found, pageBits);
            cache.release(page);
        }
    }

    private static int firstNonZero(ByteBuffer bytes, int from) {
        for (int offset = from; offset < bytes.capacity(); offset += FrameDescriptor.ALIGNMENT) {
            if (Words.longPlain(bytes, offset) != 0) {
                return offset;
            }
        }
        return -1;
    }

    /** Frames of a page that nobody comes to any more, as far as they can be walked. */
    long countFrames(long index) {
        Page page = acquire(index);
        if (page == null) {
            return 0;
        }
        long counted = 0;
        int offset = PageDescriptor.HEADER_LENGTH;
        int extent;
        do {
            long found = Words.longAcquire(page.bytes(), offset);
            extent = WordCheck.walkExtent(found, offset, cache.geometry());
            counted += extent > 0 && state(found) == COMMITTED ? 1 : 0;
            offset += extent;
        } while (extent > 0);
        cache.release(page);
        return counted;
    }
}

package io.tailrace.internal.read;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.CorruptJournalException;
import io.tailrace.DeliveryMode;
import io.tailrace.FrameConsumer;
import io.tailrace.FrameDecoder;
import io.tailrace.FrameHandler;
import io.tailrace.GapException;
import io.tailrace.JournalClosedException;
import io.tailrace.JournalException;
import io.tailrace.PausedReason;
import io.tailrace.Reader;
import io.tailrace.internal.buffer.FrameBuffer;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.fault.FaultPoint;
import io.tailrace.internal.fault.FaultPoints;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.page.Events;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.WordCheck;
import io.tailrace.internal.role.ConsumerRole;
import io.tailrace.internal.seal.BlockedReader;
import io.tailrace.internal.wake.Bell;
import io.tailrace.internal.wake.Waitable;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Walks words: a frame is there when its word is (acquire; pairs with the release store of {@code ExclusiveAppender} and
 * the CAS of {@code SharedAppender}), a page is left over
 * its END and over nothing else.
 *
 * <p>Ready for recycled pages: a page is entered with its incarnation, and the floor is looked at behind it; the incarnation is looked at
 * again after a frame's bytes were taken (load-load fence between). If it moved, what was taken is discarded: an error that a decoder
 * made of such bytes does not count either.
 */
public final class FrameReader implements Reader, Waitable {
    /** How often a reader that is at the tail looks whether its journal was replaced. */
    private static final long LOOK_NANOS = 1_000_000_000L;

    private final Path journal;
    private final ControlFile control;
    private final PageCache cache;
    private final PagePrefetch prefetch;
    private final @Nullable ConsumerRole role;
    private final @Nullable SharedCursor cursor;
    private final Events events;
    private final BlockedReader blocked;
    private final @Nullable Bell bell;
    private final Runnable replaced;
    private final UnaryOperator<JournalException> explained;
    private final Runnable onClose;
    private final int pageBits;
    private final Bounds bounds;
    private final boolean looksAtTimestamps;
    private final HeaderView header = new HeaderView();
    private final HandlerAdapter adapter = new HandlerAdapter();
    private final FrameBuffer buffer;

    private @Nullable Page page;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private long base;
    private int offset;
    private long incarnation;
    private boolean begun;
    private long lookedAt;
    private @Nullable JournalException fault;
    private @Nullable PausedReason paused;
    private long pausedAt;
    private boolean polling;
    private boolean closeAfterPoll;
    private volatile long position;
    private volatile boolean done;
    private volatile boolean closed;

    /**
     * @param start a frame's begin, the tail, or any position at or behind the floor where words can be walked from
     * @param role held until closed; null for a reader that leaves no trace
     * @param delivery when the cursor passes a frame
     * @param events told when the reader is paused
     * @param blocked for claims of a shared journal
     * @param bell rung by writers; null if this process may not say that it sleeps
     * @param replaced throws if the journal is not the one that was opened any more
     * @param explained says of a page that is missing whether the journal is
     * @param onPageLeft run when the cursor has left a page, which nobody may want any more; must not wait
     * @param onClose run once, last
     */
    public FrameReader(
            Path journal,
            ControlFile control,
            PageCache cache,
            long start,
            Bounds bounds,
            @Nullable ConsumerRole role,
            DeliveryMode delivery,
            Events events,
            BlockedReader blocked,
            @Nullable Bell bell,
            Runnable replaced,
            UnaryOperator<JournalException> explained,
            Runnable onPageLeft,
            Runnable onClose) {
        this.journal = journal;
        this.control = control;
        this.cache = cache;
        this.prefetch = new PagePrefetch(cache);
        this.role = role;
        this.cursor = role == null
                ? null
                : new SharedCursor(role, delivery, start, cache.geometry().pageBits(), onPageLeft);
        this.events = events;
        this.blocked = blocked;
        this.bell = bell;
        this.replaced = replaced;
        this.explained = explained;
        this.onClose = onClose;
        this.pageBits = cache.geometry().pageBits();
        this.bounds = bounds;
        this.looksAtTimestamps = bounds.looksAtTimestamps();
        this.buffer = new FrameBuffer(this::escape);
        this.position = start;
        this.begun = bounds.notBefore() == Long.MIN_VALUE;
        this.done = start >= bounds.stopPosition();
        buffer.expire();
    }

    @Override
    public int poll(FrameHandler handler, int limit) {
        HandlerAdapter both = adapter.of(handler);
        return poll(both, both, limit);
    }

    @Override
    public <T> int poll(FrameDecoder<? extends T> decoder, FrameConsumer<? super T> consumer, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, not " + limit);
        }
        if (closed) {
            throw new JournalClosedException(journal, "the reader is closed");
        }
        if (polling) {
            throw new IllegalStateException("poll was called from inside its own handler");
        }
        if (done) {
            return 0;
        }
        if (fault != null) {
            throw fault;
        }
        polling = true;
        boolean settled = false;
        try {
            if (page == null) {
                begin();
            }
            int delivered = drain(decoder, consumer, limit);
            settled = true;
            settle();
            return delivered;
        } catch (InternalError e) {
            throw new CorruptJournalException(
                    page == null ? journal : cache.path(page.index()),
                    base + offset,
                    "the page was truncated while it was mapped",
                    e);
        } finally {
            polling = false;
            if (!settled) {
                settleQuietly();
            }
            if (closeAfterPoll) {
                close();
            }
        }
    }

    private <T> int drain(FrameDecoder<? extends T> decoder, FrameConsumer<? super T> consumer, int limit) {
        int delivered = 0;
        boolean more = true;
        try {
            while (more && !closeAfterPoll) {
                if (base + offset >= bounds.stopPosition()) {
                    done = true;
                    break;
                }
                int at = offset;
                long word = Words.longAcquire(bytes, at);
                if (state(word) != COMMITTED) {
                    if (!step(word)) {
                        break;
                    }
                    continue;
                }
                int extent = WordCheck.extent(word, at, pageBits);
                if (extent < 0) {
                    throw faultOrGap(word);
                }
                long timestamp = Words.longPlain(bytes, at + TIMESTAMP_OFFSET);
                if (looksAtTimestamps && !passes(timestamp, extent)) {
                    if (done) {
                        break;
                    }
                    continue;
                }
                if (delivered == limit) {
                    break;
                }
                header.aim(base + at, word, timestamp, extent);
                buffer.aim(bytes, at + PAYLOAD_OFFSET, (int) word);
                if (decoder == adapter) {
                    handOut(at, extent);
                }
                T value = decode(decoder, at);
                requireSameIncarnation(at);
                if (decoder != adapter) {
                    handOut(at, extent);
                }
                more = consumer.accept(value);
                offset = at + extent;
                delivered++;
            }
        } finally {
            buffer.expire();
        }
        return delivered;
    }

    /**
     * Before a user may act on it, that is before a handler, and behind a decoder, which only makes the value: at most once, the reader does
     * not come back to the frame.
     */
    private void handOut(int at, int extent) {
        SharedCursor shared = cursor;
        if (shared == null) {
            return;
        }
        if (shared.isAtMostOnce()) {
            requireSameIncarnation(at);
        }
        shared.handingOut(base + at + extent);
        if (shared.isAtMostOnce()) {
            offset = at + extent;
        }
    }

    private <T> T decode(FrameDecoder<? extends T> decoder, int at) {
        try {
            return decoder.decode(buffer, 0, header.length(), header);
        } catch (RuntimeException e) {
            // Made of bytes that changed under the decoder, it says nothing about them.
            requireSameIncarnation(at);
            throw e;
        }
    }

    /** Whether a frame is to be delivered; passes over those before the begin, and ends at the bound. */
    private boolean passes(long timestamp, int extent) {
        if (timestamp >= bounds.stopTimestamp() && timestamp != 0) {
            done = true;
            return false;
        }
        if (!begun) {
            begun = timestamp >= bounds.notBefore() && timestamp != 0;
            if (!begun) {
                offset += extent;
            }
        }
        return begun;
    }

    /** Goes over what is no frame. */
    private boolean step(long word) {
        switch (state(word)) {
            case FREE:
                if (word != 0) {
                    throw faultOrGap(word);
                }
                // Nothing yet, or a recycled page being zeroed, before which one could wait for ever.
                requireSameIncarnation(offset);
                return false;
            case PAD:
                int extent = WordCheck.extent(word, offset, pageBits);
                if (extent < 0) {
                    throw faultOrGap(word);
                }
                requireSameIncarnation(offset);
                offset += extent;
                return true;
            case END:
                long next = WordCheck.nextPage(word, page.index(), pageBits);
                if (next < 0) {
                    throw faultOrGap(word);
                }
                requireSameIncarnation(offset);
                if (next > page.index() + 1) {
                    // A repair cut the journal here: what was between is lost.
                    throw gap(base + offset, Positions.firstFrame(next, pageBits));
                }
                leaveFor(next);
                return true;
            case CLAIMED:
                if (WordCheck.walkExtent(word, offset, cache.geometry()) < 0) {
                    throw faultOrGap(word);
                }
                if (!blocked.blocked(page.index(), base + offset, word) && control.floor() > base + offset) {
                    throw missing(base + offset);
                }
                return false;
            default:
                throw faultOrGap(word);
        }
    }

    /** Enters the page that holds the position. */
    private void begin() {
        long index = Positions.pageIndex(position, pageBits);
        Page first = unlessRemade(cache.acquire(index, false));
        if (first == null) {
            throw missing(position);
        }
        cache.touchSoon(first);
        enter(first, Positions.offset(position, pageBits));
    }

    private void leaveFor(long index) {
        FaultPoints.pass(FaultPoint.END_MET);
        replaced.run();
        Page following = unlessRemade(prefetch.take(index));
        if (following == null) {
            throw missing(Positions.firstFrame(index, pageBits));
        }
        FaultPoints.pass(FaultPoint.PAGE_ENTERED);
        cache.release(page);
        enter(following, PageDescriptor.HEADER_LENGTH);
    }

    /**
     * A page without a frame below the floor: one of many writers made it again, which did not know that others had made, filled and left it,
     * and that it was removed. Before it one could wait for ever.
     */
    private @Nullable Page unlessRemade(@Nullable Page found) {
        if (found != null
                && Words.longAcquire(found.bytes(), PageDescriptor.HEADER_LENGTH) == 0
                && Positions.pageIndex(control.floor(), pageBits) > found.index()) {
            cache.release(found);
            return null;
        }
        return found;
    }

    /**
     * First the incarnation, then the floor: who recycles a page has raised the floor before the incarnation, so an incarnation that is
     * raised already shows in the floor. The floor alone says nothing: it may lie beyond a page that a consumer holds, and a page that
     * was unlinked stands still for those who have it mapped.
     */
    private void enter(Page entered, int at) {
        page = entered;
        bytes = entered.bytes();
        base = Positions.of(entered.index(), 0, pageBits);
        offset = at;
        incarnation = entered.incarnation();
        Words.loadLoadFence();
        if (incarnation != 0) {
            requireRetained();
        }
        prefetch.entered(entered.index());
    }

    private void requireRetained() {
        long floor = control.floor();
        if (floor > base + offset && Positions.pageIndex(floor, pageBits) > page.index()) {
            throw gap(base + offset, floor);
        }
    }

    private void requireSameIncarnation(int at) {
        Words.loadLoadFence();
        if (page.incarnation() != incarnation) {
            throw gap(base + at, control.floor());
        }
    }

    private JournalException faultOrGap(long word) {
        requireSameIncarnation(offset);
        return WordCheck.fault(cache.path(page.index()), base + offset, word);
    }

    private JournalException missing(long expected) {
        long floor = control.floor();
        return floor > expected
                ? gap(expected, floor)
                : explained.apply(new CorruptJournalException(
                        cache.path(Positions.pageIndex(expected, pageBits)), expected, "the page is missing"));
    }

    /** After a gap the reader stands at what is still there. */
    private GapException gap(long from, long to) {
        // Never back, whatever the floor says.
        long floor = Math.max(from, to);
        if (page != null) {
            cache.release(page);
            page = null;
        }
        base = 0;
        offset = 0;
        position = floor;
        if (cursor != null) {
            cursor.lost(from, floor);
        }
        return new GapException(journal, from, floor);
    }

    /** Publishes where this reader stands: to those who look, and as the consumer's cursor. */
    private void settle() {
        long now = page == null ? position : base + offset;
        if (now != position) {
            position = now;
        }
        if (now >= bounds.stopPosition()) {
            done = true;
        }
        if (cursor != null) {
            cursor.settle(now);
        }
        prefetch.reached(offset);
    }

    /** Another error is on its way to the caller and says more. */
    private void settleQuietly() {
        try {
            settle();
        } catch (JournalException e) {
            if (cursor != null) {
                cursor.giveUp(position);
            }
        }
    }

    private void escape() {
        if (page != null) {
            page.onEscape();
        }
    }

    @Override
    public void commit(long done) {
        if (closed) {
            throw new JournalClosedException(journal, "the reader is closed");
        }
        if (cursor == null) {
            throw SharedCursor.refusal();
        }
        cursor.commit(done, page == null ? position : base + offset);
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public boolean isOver() {
        return done || closed;
    }

    @Override
    public @Nullable Bell bell() {
        return closed ? null : bell;
    }

    /** A claim is looked at soon, and again: it may have to be sealed. */
    @Override
    public State look() {
        if (done) {
            return State.IDLE;
        }
        if (page == null || fault != null) {
            return State.READY;
        }
        try {
            long word = Words.longAcquire(bytes, offset);
            return word == 0 ? State.IDLE : state(word) == CLAIMED ? State.SOON : State.READY;
        } catch (InternalError e) {
            // The page was truncated while it was mapped: poll tells.
            return State.READY;
        }
    }

    @Override
    public void markActive(long epochNanos, boolean waitingForDemand) {
        if (closed) {
            return;
        }
        if (role != null) {
            role.markActive(epochNanos, waitingForDemand);
        }
        if (epochNanos - lookedAt >= LOOK_NANOS) {
            lookedAt = epochNanos;
            try {
                replaced.run();
            } catch (CorruptJournalException e) {
                fault = e;
            } catch (JournalException e) {
                // Could not look; in a second it is tried again.
                return;
            }
        }
    }

    @Override
    public void markPaused(@Nullable PausedReason reason, long at) {
        if (closed || role == null || reason == paused && (reason == null || at == pausedAt)) {
            return;
        }
        paused = reason;
        pausedAt = at;
        role.markPaused(reason, at);
        if (reason == null) {
            tellNamed(events::resumed);
        } else {
            tellNamed(name -> events.paused(name, reason, at));
        }
    }

    /** Events are of names: of those without one nobody could tell who goes on. */
    private void tellNamed(Consumer<String> event) {
        if (role != null && !role.name().isEmpty()) {
            event.accept(role.name());
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (polling) {
            closeAfterPoll = true;
            return;
        }
        closed = true;
        if (paused != null) {
            tellNamed(events::resumed);
        }
        try {
            settleQuietly();
        } finally {
            if (page != null) {
                cache.release(page);
                page = null;
            }
            prefetch.close();
            try {
                if (role != null) {
                    role.leave();
                }
            } finally {
                onClose.run();
            }
        }
    }
}

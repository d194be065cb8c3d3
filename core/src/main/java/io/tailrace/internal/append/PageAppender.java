package io.tailrace.internal.append;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.Appender;
import io.tailrace.Batch;
import io.tailrace.Claim;
import io.tailrace.FrameTooLargeException;
import io.tailrace.JournalClosedException;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.gate.Gate;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.PageMaker;
import io.tailrace.internal.wake.Bell;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * What appenders of both modes have in common: a page, the one behind it, a gate. An append takes room ({@link #begin}), fills it, and
 * publishes it; how room is taken and published is the mode's.
 */
abstract class PageAppender implements Appender {
    /** How far the hint may lag behind the tail. */
    static final int HINT_STEP = 1 << 16;

    /** The second page of a journal is prepared once this part of the first is used: a small journal stays small. */
    private static final int PREPARE_FRACTION = 8;

    final Path journal;
    final ControlFile control;
    final PageCache cache;
    final NextPage next;
    final Gate gate;
    final int pageBits;
    final int maxExtent;

    /** No frame of a page may reach beyond it: the rest is for END. */
    final int pageLimit;

    final Bell bell;

    private final ByteBuffer controlBytes;
    private final @Nullable EpochNanoClock clock;
    private final int slot;
    private final FrameClaim claim;
    private final FrameBatch batch;

    Page page;
    ByteBuffer bytes;
    long base;

    /** Exclusive: of the tail. Shared: of the open claim, or from where the walk to the tail goes on. */
    int offset;

    /** No frame of this page may reach beyond it: what the page has room for, and the gate. */
    int limit;

    int hintAt;
    boolean busy;
    boolean closed;

    /** The gate's, here for each append. */
    private long watch;

    /**
     * @param beforeMaking run before each page is made, on the thread that makes it; what it throws reaches the append that needs the page.
     *     It gets what throws once the appender is closed
     * @param gate read before the tail is gone on from
     * @param first where to go on; held until left
     * @param slot the writer's
     */
    PageAppender(
            Path journal,
            ControlFile control,
            PageCache cache,
            PageMaker maker,
            Consumer<Runnable> beforeMaking,
            Gate gate,
            @Nullable EpochNanoClock clock,
            Page first,
            int slot) {
        this.journal = journal;
        this.control = control;
        this.controlBytes = control.bytes();
        this.bell = control.framesBell();
        this.cache = cache;
        this.next = new NextPage(journal, control, maker, cache, beforeMaking);
        this.gate = gate;
        this.clock = clock;
        this.slot = slot;
        this.pageBits = control.geometry().pageBits();
        this.pageLimit = control.geometry().pageSize() - PageDescriptor.TRAILER_LENGTH;
        this.maxExtent = PageDescriptor.maxExtent(pageBits);
        this.claim = new FrameClaim(this);
        this.batch = new FrameBatch(this);
        this.page = first;
        this.bytes = first.bytes();
    }

    final void enter(Page entered, int at) {
        page = entered;
        bytes = entered.bytes();
        base = Positions.of(entered.index(), 0, pageBits);
        offset = at;
        hintAt = at + HINT_STEP;
        followGate();
    }

    final void followGate() {
        watch = gate.watch();
        limit = (int) Math.max(0, Math.min(pageLimit, gate.limit() - base));
    }

    final boolean isWatchRaised() {
        return Words.longOpaque(controlBytes, ControlDescriptor.WATCH_OFFSET) != watch;
    }

    final void look() {
        if (isWatchRaised()) {
            gate.look();
            followGate();
        }
    }

    /**
     * Checks what can be checked before a byte is written, and takes room for one frame at {@link #offset}.
     *
     * @return its extent
     */
    abstract int begin(int length, int type);

    /** Makes what was filled a frame; its payload is stored. */
    abstract long publish(long word, long timestamp, int extent);

    /** Ends an append that took room and did not publish: an error is on its way to the caller. */
    abstract void abandon(int extent);

    /** Publishes a claim, of which less may be used than was taken. */
    abstract long commitClaim(int extent, int used, int type, long timestamp);

    abstract void abortClaim(int extent);

    /**
     * Publishes a batch.
     *
     * @param written bytes that its frames have
     * @param extent bytes that were taken
     * @param size number of frames
     */
    abstract long publishBatch(long firstWord, int written, int extent, int size);

    /** @param written bytes that its frames have, perhaps 0 */
    abstract void abortBatch(int written, int extent);

    @Override
    public final long append(byte[] source) {
        return append(source, 0, source.length, 0, now());
    }

    @Override
    public final long append(byte[] source, int sourceOffset, int length) {
        return append(source, sourceOffset, length, 0, now());
    }

    @Override
    public final long append(byte[] source, int sourceOffset, int length, int type, long timestamp) {
        Objects.checkFromIndexSize(sourceOffset, length, source.length);
        int extent = begin(length, type);
        try {
            bytes.put(offset + PAYLOAD_OFFSET, source, sourceOffset, length);
            return publish(committed(length, type), timestamp, extent);
        } catch (RuntimeException | Error e) {
            abandon(extent);
            throw e;
        }
    }

    @Override
    public final long append(ByteBuffer source) {
        return append(source, 0, now());
    }

    @Override
    public final long append(ByteBuffer source, int type, long timestamp) {
        int length = source.remaining();
        int extent = begin(length, type);
        try {
            bytes.put(offset + PAYLOAD_OFFSET, source, source.position(), length);
            return publish(committed(length, type), timestamp, extent);
        } catch (RuntimeException | Error e) {
            abandon(extent);
            throw e;
        }
    }

    @Override
    public final long append(DirectBuffer source, int sourceOffset, int length) {
        return append(source, sourceOffset, length, 0, now());
    }

    @Override
    public final long append(DirectBuffer source, int sourceOffset, int length, int type, long timestamp) {
        source.boundsCheck(sourceOffset, length);
        int extent = begin(length, type);
        try {
            source.getBytes(sourceOffset, bytes, offset + PAYLOAD_OFFSET, length);
            return publish(committed(length, type), timestamp, extent);
        } catch (RuntimeException | Error e) {
            abandon(extent);
            throw e;
        }
    }

    /** Copies from a buffer of somebody else's making: if it throws half way, what it wrote is not left. */
    final void copy(DirectBuffer source, int sourceOffset, int at, int length) {
        boolean copied = false;
        try {
            source.getBytes(sourceOffset, bytes, at, length);
            copied = true;
        } finally {
            if (!copied) {
                clear(at, at + length);
            }
        }
    }

    /** Zeroes a range of the page, up to the next multiple of 8. */
    final void clear(int from, int to) {
        int at = from;
        for (; at % Long.BYTES != 0 && at < to; at++) {
            bytes.put(at, (byte) 0);
        }
        for (; at < to; at += Long.BYTES) {
            Words.putLongPlain(bytes, at, 0);
        }
    }

    @Override
    public final Claim claim(int length) {
        int extent = begin(length, 0);
        busy = true;
        return claim.open(bytes, offset, length, extent);
    }

    @Override
    public final Batch batch(int capacity) {
        if (capacity < HEADER_LENGTH) {
            throw new IllegalArgumentException("a batch needs room for a header, 16 bytes, not " + capacity);
        }
        int extent = begin((capacity + ALIGNMENT - 1 & -ALIGNMENT) - HEADER_LENGTH, 0);
        busy = true;
        return batch.open(bytes, offset, extent);
    }

    /** The extent of a frame that can be appended. */
    final int requireSound(int length, int type) {
        if (busy | closed | (type & ~MAX_TYPE) != 0 | length < 0) {
            throw refusal(length, type);
        }
        long extent = extent(length);
        if (extent > maxExtent) {
            throw tooLarge(length);
        }
        return (int) extent;
    }

    private RuntimeException refusal(int length, int type) {
        if (closed) {
            return isClosed();
        }
        if (busy) {
            return new IllegalStateException("a claim or batch is open: commit, publish or abort it first");
        }
        return length < 0
                ? new IllegalArgumentException("length must not be negative: " + length)
                : new IllegalArgumentException("type must be 0 to 65535, not " + type);
    }

    private FrameTooLargeException tooLarge(int length) {
        return new FrameTooLargeException(
                journal,
                "payload of " + length + " bytes is too large: the limit is "
                        + PageDescriptor.maxPayloadLength(pageBits) + " bytes, a quarter of a page of "
                        + (1 << pageBits) + " bytes without the header; make the journal with a larger pageSize");
    }

    /** A frame was seen that is this appender's own. */
    void noteTimestamp(long timestamp) {}

    final long now() {
        return clock == null ? 0 : clock.nanoTime();
    }

    final void escape() {
        page.onEscape();
    }

    final void prepareEarly() {
        if (!next.hasBegun() && offset >= bytes.capacity() / PREPARE_FRACTION) {
            next.prepare(page.index() + 1);
        }
    }

    @Override
    public final boolean isReady(int length) {
        if (closed) {
            return true;
        }
        seekTail();
        boolean ready = hasRoom(length) && gate.isOpen(endOf(length));
        followGate();
        return ready;
    }

    /** Goes to the tail as far as nothing has to be waited for: what is asked is asked of there. */
    void seekTail() {}

    /** Whether no page has to be waited for. */
    abstract boolean hasRoom(int length);

    final boolean fits(int length) {
        return offset + takes(length) <= pageLimit;
    }

    /** One that is too large does not wait: it is refused. */
    private long takes(int length) {
        return Math.min(extent(length), maxExtent);
    }

    /** Where a frame would end that is appended now. */
    private long endOf(int length) {
        long begin = fits(length) ? base + offset : Positions.firstFrame(page.index() + 1, pageBits);
        return begin + takes(length);
    }

    @Override
    public final CompletionStage<Void> whenReady(int length) {
        if (closed) {
            return CompletableFuture.failedFuture(isClosed());
        }
        seekTail();
        CompletableFuture<Void> open = gate.whenOpen(endOf(length));
        followGate();
        CompletableFuture<Page> prepared = next.prepare(page.index() + 1);
        return fits(length) ? Readiness.inThisPage(open, prepared) : Readiness.inTheNextPage(open, prepared);
    }

    @Override
    public final long position() {
        return base + offset;
    }

    @Override
    public final void markActive(long epochNanos) {
        if (!closed) {
            control.markWriterActive(slot(), epochNanos);
        }
    }

    int slot() {
        return slot;
    }

    private JournalClosedException isClosed() {
        return new JournalClosedException(journal, "the appender is closed");
    }

    /** Aborts what is open. */
    final void closeClaims() {
        claim.close();
        batch.close();
    }

    /** Gives pages back, ends all waits. */
    final void closePages() {
        closed = true;
        claim.forget();
        batch.forget();
        cache.release(page);
        next.close();
        gate.close(isClosed());
    }
}

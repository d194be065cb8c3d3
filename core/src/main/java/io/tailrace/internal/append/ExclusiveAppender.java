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
import io.tailrace.internal.page.Events;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.PageMaker;
import io.tailrace.internal.page.Tail;
import io.tailrace.internal.role.WriterRole;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import io.tailrace.layout.WriterDescriptor;
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
 * The one writer of an exclusive journal: payload and timestamp by plain stores, one look at the watch word, then the frame's word by one
 * release store. Nothing is ever half visible, so a writer that dies blocks nobody.
 *
 * <p>It looks before it takes room as well: the room that was taken before a consumer came to gate is used, and no more than that.
 *
 * <pre>
 *   payload, timestamp     plain
 *   watch                  opaque load: who took over has raised the epoch before it walked to the tail; who came to gate, or changed
 *                          what gates, has raised it behind that
 *   word                   release; pairs with the acquire load of {@code FrameReader} and {@code TailWalk}
 * </pre>
 */
public final class ExclusiveAppender implements Appender {
    /** How far the hint may lag behind the tail. */
    private static final int HINT_STEP = 1 << 16;

    /** The second page of a journal is prepared once this part of the first is used: a small journal stays small. */
    private static final int PREPARE_FRACTION = 8;

    private final Path journal;
    private final ControlFile control;
    private final ByteBuffer controlBytes;
    private final PageCache cache;
    private final WriterRole role;
    private final NextPage next;
    private final Gate gate;
    private final Events events;
    private final @Nullable EpochNanoClock clock;
    private final Runnable onClose;
    private final int pageBits;
    private final int pageLimit;
    private final int maxExtent;
    private final ExclusiveClaim claim;
    private final ExclusiveBatch batch;

    private Page page;
    private ByteBuffer bytes;
    private long base;
    private int offset;

    /** The gate's, here for each append. */
    private long watch;

    /** No frame of this page may reach beyond it: what the page has room for, and the gate. */
    private int limit;

    private int hintAt;
    private long highestTimestamp;

    /** Of the journal, up to here. */
    private long frames;

    private boolean busy;
    private boolean closed;

    /**
     * @param role held until closed
     * @param tail where to go on; its page is held until left
     * @param beforeMaking run before each page is made, on the thread that makes it; what it throws reaches the append that needs the page.
     *     It gets what throws once the appender is closed
     * @param gate of this role; read before the tail is gone on from
     * @param onClose run once, last
     */
    public ExclusiveAppender(
            Path journal,
            ControlFile control,
            PageCache cache,
            PageMaker maker,
            WriterRole role,
            Tail tail,
            Events events,
            @Nullable EpochNanoClock clock,
            Consumer<Runnable> beforeMaking,
            Gate gate,
            Runnable onClose) {
        this.journal = journal;
        this.control = control;
        this.controlBytes = control.bytes();
        this.cache = cache;
        this.role = role;
        this.next = new NextPage(journal, maker, cache, beforeMaking);
        this.gate = gate;
        this.events = events;
        this.clock = clock;
        this.onClose = onClose;
        this.pageBits = control.geometry().pageBits();
        this.pageLimit = control.geometry().pageSize() - PageDescriptor.TRAILER_LENGTH;
        this.maxExtent = PageDescriptor.maxExtent(pageBits);
        this.highestTimestamp = tail.highestTimestamp();
        this.frames = tail.frames();
        this.claim = new ExclusiveClaim(this);
        this.batch = new ExclusiveBatch(this);
        this.page = tail.page();
        this.bytes = page.bytes();
        enter(tail.page(), tail.offset());
        cache.touchSoon(page);
    }

    private void enter(Page entered, int at) {
        page = entered;
        bytes = entered.bytes();
        base = Positions.of(entered.index(), 0, pageBits);
        offset = at;
        hintAt = at + HINT_STEP;
        followGate();
    }

    private void followGate() {
        watch = gate.watch();
        limit = (int) Math.max(0, Math.min(pageLimit, gate.limit() - base));
    }

    /**
     * Zeroes what a predecessor that died may have left behind the tail: never more than one claim, which is never more than a quarter of
     * a page. No reader looks there. A residue that is left would be read as a word once shorter frames end before it.
     */
    public void clearResidue() {
        int end = Math.min(offset + maxExtent, bytes.capacity());
        for (int at = offset; at < end; at += Long.BYTES) {
            if (Words.longPlain(bytes, at) != 0) {
                Words.putLongPlain(bytes, at, 0);
            }
        }
    }

    @Override
    public long append(byte[] source) {
        return append(source, 0, source.length, 0, now());
    }

    @Override
    public long append(byte[] source, int sourceOffset, int length) {
        return append(source, sourceOffset, length, 0, now());
    }

    @Override
    public long append(byte[] source, int sourceOffset, int length, int type, long timestamp) {
        Objects.checkFromIndexSize(sourceOffset, length, source.length);
        int extent = begin(length, type);
        bytes.put(offset + PAYLOAD_OFFSET, source, sourceOffset, length);
        return publish(committed(length, type), timestamp, extent);
    }

    @Override
    public long append(ByteBuffer source) {
        return append(source, 0, now());
    }

    @Override
    public long append(ByteBuffer source, int type, long timestamp) {
        int length = source.remaining();
        int extent = begin(length, type);
        bytes.put(offset + PAYLOAD_OFFSET, source, source.position(), length);
        return publish(committed(length, type), timestamp, extent);
    }

    @Override
    public long append(DirectBuffer source, int sourceOffset, int length) {
        return append(source, sourceOffset, length, 0, now());
    }

    @Override
    public long append(DirectBuffer source, int sourceOffset, int length, int type, long timestamp) {
        source.boundsCheck(sourceOffset, length);
        int extent = begin(length, type);
        copy(source, sourceOffset, offset + PAYLOAD_OFFSET, length);
        return publish(committed(length, type), timestamp, extent);
    }

    /** Copies from a buffer of somebody else's making: if it throws half way, what it wrote must not stay behind the tail. */
    void copy(DirectBuffer source, int sourceOffset, int at, int length) {
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
    void clear(int from, int to) {
        int at = from;
        for (; at % Long.BYTES != 0 && at < to; at++) {
            bytes.put(at, (byte) 0);
        }
        for (; at < to; at += Long.BYTES) {
            Words.putLongPlain(bytes, at, 0);
        }
    }

    @Override
    public Claim claim(int length) {
        int extent = begin(length, 0);
        busy = true;
        return claim.open(bytes, offset, length, extent);
    }

    @Override
    public Batch batch(int capacity) {
        if (capacity < HEADER_LENGTH) {
            throw new IllegalArgumentException("a batch needs room for a header, 16 bytes, not " + capacity);
        }
        int extent = begin((capacity + ALIGNMENT - 1 & -ALIGNMENT) - HEADER_LENGTH, 0);
        busy = true;
        return batch.open(bytes, offset, extent);
    }

    /** Checks what can be checked before a byte is written, and takes room. */
    private int begin(int length, int type) {
        if (busy | closed | (type & ~MAX_TYPE) != 0 | length < 0) {
            throw refusal(length, type);
        }
        long extent = extent(length);
        if (extent > maxExtent) {
            throw tooLarge(length);
        }
        if (isWatchRaised() | offset + extent > limit) {
            makeRoom(extent);
        }
        return (int) extent;
    }

    /** END needs no room at the gate: it leads to where the next frame is waited for. */
    private void makeRoom(long extent) {
        look();
        if (offset + extent > pageLimit) {
            switchPage();
        }
        if (offset + extent > limit) {
            gate.await(base + offset, base + offset + extent);
            followGate();
        }
    }

    private RuntimeException refusal(int length, int type) {
        if (closed) {
            return new JournalClosedException(journal, "the appender is closed");
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

    /** Makes what stands at the tail a frame. */
    private long publish(long word, long timestamp, int extent) {
        Words.putLongPlain(bytes, offset + TIMESTAMP_OFFSET, timestamp);
        noteTimestamp(timestamp);
        frames++;
        return publishWord(word, extent);
    }

    /** The look, then the word: whoever took over has raised the epoch, waited the grace, and only then walks to the tail. */
    private long publishWord(long word, int extent) {
        look();
        int at = offset;
        Words.putLongRelease(bytes, at, word);
        offset = at + extent;
        if (offset >= hintAt) {
            storeHint();
        }
        return base + at;
    }

    private void look() {
        if (isWatchRaised()) {
            gate.look();
            followGate();
        }
    }

    private boolean isWatchRaised() {
        return Words.longOpaque(controlBytes, ControlDescriptor.WATCH_OFFSET) != watch;
    }

    void noteTimestamp(long timestamp) {
        if (timestamp > highestTimestamp) {
            highestTimestamp = timestamp;
        }
    }

    long now() {
        return clock == null ? 0 : clock.nanoTime();
    }

    /** Commits, or pads, what the claim or batch took: a number of frames. */
    long publishClaim(long word, int extent, int committed) {
        busy = false;
        frames += committed;
        return publishWord(word, extent);
    }

    long publishClaim(long word, long timestamp, int extent) {
        busy = false;
        return publish(word, timestamp, extent);
    }

    /** Gives a claim back that nothing was written into. */
    void forgetClaim() {
        busy = false;
    }

    void escape() {
        page.onEscape();
    }

    private void storeHint() {
        control.storeHints(page.index(), base + offset, frames);
        hintAt = offset + HINT_STEP;
        if (!next.hasBegun() && offset >= bytes.capacity() / PREPARE_FRACTION) {
            next.prepare(page.index() + 1);
        }
    }

    /**
     * Leaves this page. First the next one is there, complete; then END, by which readers go there; then the hints. In any other order a
     * reader could be led to a page that is not there, or stand at the end of this one for ever.
     */
    public void switchPage() {
        long begin = System.nanoTime();
        Page following = next.take(page.index() + 1);
        boolean switched = false;
        try {
            page.putHighestTimestamp(highestTimestamp);
            // Whether the word moved or not: who came to gate may have been killed before it raised it.
            gate.look();
            Words.putLongRelease(bytes, offset, end(1));
            switched = true;
        } finally {
            if (!switched) {
                cache.release(following);
            }
        }
        cache.release(page);
        enter(following, PageDescriptor.HEADER_LENGTH);
        control.storeHints(page.index(), base + offset, frames);
        next.prepare(page.index() + 1);
        control.statistics().pageSwitched(System.nanoTime() - begin);
        events.pageSwitched(page.index());
    }

    @Override
    public boolean isReady(int length) {
        if (closed) {
            return true;
        }
        boolean ready = (fits(length) || next.isReady()) && gate.isOpen(endOf(length));
        followGate();
        return ready;
    }

    private boolean fits(int length) {
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
    public CompletionStage<Void> whenReady(int length) {
        if (closed) {
            return CompletableFuture.failedFuture(new JournalClosedException(journal, "the appender is closed"));
        }
        CompletableFuture<Void> open = gate.whenOpen(endOf(length));
        followGate();
        CompletableFuture<Page> prepared = next.prepare(page.index() + 1);
        return fits(length) ? Readiness.inThisPage(open, prepared) : Readiness.inTheNextPage(open, prepared);
    }

    @Override
    public long position() {
        return base + offset;
    }

    @Override
    public void markActive(long epochNanos) {
        if (!closed) {
            control.markWriterActive(WriterDescriptor.EXCLUSIVE_SLOT, epochNanos);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            if (role.isStillOwner()) {
                claim.close();
                batch.close();
                control.storeHints(page.index(), base + offset, frames);
            }
        } finally {
            closed = true;
            claim.forget();
            batch.forget();
            cache.release(page);
            JournalClosedException reason = new JournalClosedException(journal, "the appender is closed");
            next.close();
            gate.close(reason);
            try {
                role.leave();
            } finally {
                onClose.run();
            }
        }
    }
}

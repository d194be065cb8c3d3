package io.tailrace.internal.append;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.fault.FaultPoint;
import io.tailrace.internal.fault.FaultPoints;
import io.tailrace.internal.gate.Gate;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.page.Events;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.PageMaker;
import io.tailrace.internal.page.Tail;
import io.tailrace.internal.role.WriterRole;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.WriterDescriptor;
import java.nio.file.Path;
import java.util.function.Consumer;
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
public final class ExclusiveAppender extends PageAppender {
    /** Residue is cleared in steps, with a look before each. */
    private static final int CLEAR_STEP = 1 << 12;

    private final WriterRole role;
    private final Events events;
    private final Runnable onClose;

    private long highestTimestamp;

    /** Of the journal, up to here. */
    private long frames;

    /**
     * @param role held until closed
     * @param tail where to go on; its page is held until left
     * @param beforeMaking run before each page is made, see {@link NextPage}
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
        super(journal, control, cache, maker, beforeMaking, gate, clock, tail.page(), WriterDescriptor.EXCLUSIVE_SLOT);
        this.role = role;
        this.events = events;
        this.onClose = onClose;
        this.highestTimestamp = tail.highestTimestamp();
        this.frames = tail.frames();
        enter(tail.page(), tail.offset());
        cache.touchSoon(page);
    }

    /**
     * Zeroes what a predecessor that died may have left behind the tail: never more than one claim, which is never more than a quarter of
     * a page. No reader looks there. A residue that is left would be read as a word once shorter frames end before it.
     */
    public void clearResidue() {
        int end = Math.min(offset + maxExtent, bytes.capacity());
        for (int at = offset; at < end; at += Long.BYTES) {
            if ((at - offset) % CLEAR_STEP == 0) {
                // The lock may be lost again already, and the next one at work here.
                look();
            }
            long residue = Words.longPlain(bytes, at);
            if (residue != 0) {
                // What he stores meanwhile is no residue.
                Words.casLong(bytes, at, residue, 0);
            }
        }
    }

    @Override
    int begin(int length, int type) {
        int extent = requireSound(length, type);
        if (isWatchRaised() | offset + extent > limit) {
            makeRoom(extent);
        }
        return extent;
    }

    /** END needs no room at the gate: it leads to where the next frame is waited for. */
    private void makeRoom(int extent) {
        look();
        if (offset + extent > pageLimit) {
            switchPage();
        }
        if (offset + extent > limit) {
            gate.await(base + offset, base + offset + extent);
            followGate();
        }
    }

    @Override
    long publish(long word, long timestamp, int extent) {
        Words.putLongPlain(bytes, offset + TIMESTAMP_OFFSET, timestamp);
        noteTimestamp(timestamp);
        frames++;
        return publishWord(word, extent);
    }

    /** The look, then the word: whoever took over has raised the epoch, waited the grace, and only then walks to the tail. */
    private long publishWord(long word, int extent) {
        FaultPoints.pass(FaultPoint.PAYLOAD_STORED);
        look();
        FaultPoints.pass(FaultPoint.WATCH_SEEN);
        int at = offset;
        Words.putLongRelease(bytes, at, word);
        offset = at + extent;
        FaultPoints.pass(FaultPoint.WORD_STORED);
        bell.ring();
        if (offset >= hintAt) {
            storeHint();
        }
        return base + at;
    }

    /** What was stored must not stay behind the tail; who was fenced must not store any more, for it may be another's frame by now. */
    @Override
    void abandon(int extent) {
        if (role.isStillOwner()) {
            clear(offset, Math.min(offset + extent, bytes.capacity()));
        }
    }

    @Override
    void noteTimestamp(long timestamp) {
        if (timestamp > highestTimestamp) {
            highestTimestamp = timestamp;
        }
    }

    @Override
    long commitClaim(int extent, int used, int type, long timestamp) {
        busy = false;
        try {
            // What was claimed and is not used lies behind the tail from now on, where all is zero.
            clear(offset + PAYLOAD_OFFSET + used, offset + extent);
            return publish(committed(used, type), timestamp, (int) extent(used));
        } catch (RuntimeException | Error e) {
            abandon(extent);
            throw e;
        }
    }

    /** All of it becomes one PAD: bytes that may have been written never change hands. */
    @Override
    void abortClaim(int extent) {
        publishTaken(pad(extent), extent, 0);
    }

    @Override
    long publishBatch(long firstWord, int written, int extent, int size) {
        return publishTaken(firstWord, written, size);
    }

    /** One PAD over all that was written. */
    @Override
    void abortBatch(int written, int extent) {
        if (written == 0) {
            busy = false;
        } else {
            publishTaken(pad(written), written, 0);
        }
    }

    private long publishTaken(long word, int extent, int committed) {
        busy = false;
        frames += committed;
        try {
            return publishWord(word, extent);
        } catch (RuntimeException | Error e) {
            abandon(extent);
            throw e;
        }
    }

    private void storeHint() {
        control.storeHints(page.index(), base + offset, frames);
        hintAt = offset + HINT_STEP;
        prepareEarly();
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
            FaultPoints.pass(FaultPoint.NEXT_PAGE_TAKEN);
            page.putHighestTimestamp(highestTimestamp);
            FaultPoints.pass(FaultPoint.HIGHEST_STORED);
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
        FaultPoints.pass(FaultPoint.END_STORED);
        // A consumer at the tail passes it, too, and so makes room.
        bell.ring();
        control.storeHints(page.index(), base + offset, frames);
        next.prepare(page.index() + 1);
        control.statistics().pageSwitched(System.nanoTime() - begin);
        events.pageSwitched(page.index());
    }

    @Override
    boolean hasRoom(int length) {
        return fits(length) || next.isReady();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            if (role.isStillOwner()) {
                closeClaims();
                control.storeHints(page.index(), base + offset, frames);
            }
        } finally {
            closePages();
            try {
                role.leave();
            } finally {
                onClose.run();
            }
        }
    }
}

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
import io.tailrace.internal.page.TailWalk;
import io.tailrace.internal.page.WordCheck;
import io.tailrace.internal.seal.WriterSlotRole;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.concurrent.EpochNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * One of many writers of a shared journal. It walks to the tail over what others claimed, takes room there by a CAS, fills it, and commits by
 * another CAS. It waits for nobody: a claim that is not committed is walked over, and whoever reads has it sealed.
 *
 * <pre>
 *   slot.claim   p                    opaque: for those who seal, if this writer dies between here and its commit
 *   word at p    0 → CLAIMED          CAS; lost: somebody else has p, and the walk goes on
 *                                     store-store fence: no byte of the payload is visible before the claim is
 *   payload, timestamp                plain
 *   word at p    CLAIMED → COMMITTED  CAS; pairs with the acquire load of {@code FrameReader}. Lost: {@code Sealer} made it PAD, all of it
 *                                     is appended again
 * </pre>
 *
 * <p>What was sealed is copied from where it stands: the bytes of a PAD are nobody's, and stay as they are.
 */
public final class SharedAppender extends PageAppender {
    /** So many claims of one append are sealed before the next one asks for more patience. */
    private static final int LOST_IN_A_ROW = 2;

    private final Events events;
    private final Supplier<WriterSlotRole> roles;
    private final Runnable onClose;
    private WriterSlotRole role;

    /** What stands at {@link #offset} as long as a claim of this writer is open there, else 0. */
    private long claimedWord;

    private int claimedExtent;
    private int lostInARow;

    /** Of the slot's owners, for those who look. */
    private long frames;

    /**
     * @param roles gives slots: one now, others if that one is lost
     * @param tail where the walk begins; its page is held until left
     * @param beforeMaking run before each page is made, see {@link NextPage}
     * @param gate read before the walk begins
     * @param onClose run once, last
     */
    public SharedAppender(
            Path journal,
            ControlFile control,
            PageCache cache,
            PageMaker maker,
            WriterSlotRole role,
            Supplier<WriterSlotRole> roles,
            Tail tail,
            Events events,
            @Nullable EpochNanoClock clock,
            Consumer<Runnable> beforeMaking,
            Gate gate,
            Runnable onClose) {
        super(journal, control, cache, maker, beforeMaking, gate, clock, tail.page(), role.slot());
        this.role = role;
        this.roles = roles;
        this.events = events;
        this.onClose = onClose;
        this.frames = control.writerFrames(role.slot());
        enter(tail.page(), tail.offset());
        cache.touchSoon(page);
    }

    @Override
    int slot() {
        return role.slot();
    }

    @Override
    int begin(int length, int type) {
        int extent = requireSound(length, type);
        claim(length, extent);
        return extent;
    }

    /** Takes room at the tail, wherever that is by then. */
    private void claim(int length, int extent) {
        while (true) {
            long word = Words.longAcquire(bytes, offset);
            if (word != 0) {
                walkOver(word);
            } else if (offset + extent > pageLimit) {
                endPage();
            } else if (isWatchRaised() | offset + extent > limit) {
                awaitGate(extent);
            } else if (tryClaim(length, extent)) {
                return;
            }
        }
    }

    private boolean tryClaim(int length, int extent) {
        if (!role.isStillOwner()) {
            takeAnotherSlot();
        }
        control.noteWriterClaim(role.slot(), base + offset);
        FaultPoints.pass(FaultPoint.CLAIM_NOTED);
        long word = claimed(length, role.slot(), role.generation(), lostInARow >= LOST_IN_A_ROW);
        if (!Words.casLong(bytes, offset, 0, word)) {
            return false;
        }
        claimedWord = word;
        claimedExtent = extent;
        Words.storeStoreFence();
        try {
            FaultPoints.pass(FaultPoint.CLAIMED);
        } catch (RuntimeException | Error e) {
            abandon(extent);
            throw e;
        }
        return true;
    }

    /**
     * This process lost its locks, and another one has the slot: under its generation, claims would be sealed at once. Left first: it may be
     * the only one there is, and free again by now.
     */
    private void takeAnotherSlot() {
        role.leave();
        role = roles.get();
        frames = control.writerFrames(role.slot());
    }

    private void walkOver(long word) {
        if (state(word) == END) {
            long index = WordCheck.nextPage(word, page.index(), pageBits);
            if (index < 0) {
                throw WordCheck.fault(cache.path(page.index()), base + offset, word);
            }
            follow(index);
            return;
        }
        int extent = WordCheck.walkExtent(word, offset, cache.geometry());
        if (extent < 0) {
            throw WordCheck.fault(cache.path(page.index()), base + offset, word);
        }
        offset += extent;
    }

    /**
     * Goes where another writer's END leads. A page that is not there was removed, with more behind it, before this writer came by. One that
     * others have left, too, is passed over, as who opens does: page by page, a writer that was stopped, or is slow, might never come to the
     * tail of faster ones.
     */
    private void follow(long index) {
        boolean left = Positions.pageIndex(control.writePosition(), pageBits) > index;
        Page following = left ? null : next.adopt(index);
        if (following != null) {
            leaveFor(following, PageDescriptor.HEADER_LENGTH);
            return;
        }
        Tail tail = new TailWalk(control, cache, true).find();
        leaveFor(tail.page(), tail.offset());
    }

    /** The page is held until there is another: an append may come behind an error. */
    private void leaveFor(Page following, int at) {
        boolean looked = false;
        try {
            // Whether the word moved or not: who came to gate may have been killed before it raised it.
            gate.look();
            looked = true;
        } finally {
            if (!looked) {
                // This page is not left, and given back by who closes.
                cache.release(following);
            }
        }
        cache.release(page);
        enter(following, at);
        next.prepare(page.index() + 1);
    }

    /**
     * Ends this page, or finds that somebody did. First the next page is there, complete and counted; then END, by CAS, for others may want to
     * end this page as well, or have room for something shorter.
     */
    private void endPage() {
        long begin = System.nanoTime();
        Page following = next.takeUnlessPassed(page.index() + 1);
        if (following == null) {
            requireEnded();
            return;
        }
        boolean ended = false;
        try {
            FaultPoints.pass(FaultPoint.NEXT_PAGE_TAKEN);
            ended = Words.casLong(bytes, offset, 0, end(1));
        } finally {
            if (!ended) {
                next.giveBack(following);
            }
        }
        if (ended) {
            FaultPoints.pass(FaultPoint.END_STORED);
            bell.ring();
            leaveFor(following, PageDescriptor.HEADER_LENGTH);
            control.raiseHints(page.index(), base + offset);
            control.statistics().pageSwitched(System.nanoTime() - begin);
            events.pageSwitched(page.index());
            HighestTimestamps.storeSoon(cache, page.index() - 2);
        }
    }

    /** The next page is gone, so that there is an END that leads to it. */
    private void requireEnded() {
        if (Words.longAcquire(bytes, offset) == 0) {
            next.take(page.index() + 1);
        }
    }

    /** END needs no room at the gate: it leads to where the next frame is waited for. Others go on meanwhile, so the walk does. */
    private void awaitGate(int extent) {
        look();
        if (offset + extent > limit) {
            gate.await(base + offset, base + offset + extent);
            followGate();
        }
    }

    @Override
    long publish(long word, long timestamp, int extent) {
        Words.putLongPlain(bytes, offset + TIMESTAMP_OFFSET, timestamp);
        return commit(word, extent, 1);
    }

    /**
     * Commits the open claim; as often as it is found sealed, takes another and copies.
     *
     * @param used what the frames have of the claim; the rest is PAD already
     */
    private long commit(long word, int used, int committed) {
        FaultPoints.pass(FaultPoint.PAYLOAD_CLAIMED);
        while (!Words.casLong(bytes, offset, claimedWord, word)) {
            FaultPoints.pass(FaultPoint.SEAL_MET);
            lostInARow++;
            moveSealed(used);
            FaultPoints.pass(FaultPoint.SEALED_COPIED);
        }
        lostInARow = 0;
        return counted(committed);
    }

    private long counted(int committed) {
        long position = base + offset;
        leaveClaim();
        FaultPoints.pass(FaultPoint.CLAIM_COMMITTED);
        bell.ring();
        frames += committed;
        control.storeWriterFrames(role.slot(), frames);
        if (offset >= hintAt) {
            control.raiseHints(page.index(), base + offset);
            hintAt = offset + HINT_STEP;
            prepareEarly();
        }
        return position;
    }

    private void leaveClaim() {
        offset += claimedExtent;
        claimedWord = 0;
    }

    /** Takes room as large as what is used, and copies all of that but the first word. The old page is held meanwhile. */
    private void moveSealed(int used) {
        Page sealed = page;
        int from = offset;
        cache.hold(sealed);
        try {
            leaveClaim();
            claim(used - HEADER_LENGTH, used);
            bytes.put(offset + TIMESTAMP_OFFSET, sealed.bytes(), from + TIMESTAMP_OFFSET, used - TIMESTAMP_OFFSET);
        } finally {
            cache.release(sealed);
        }
    }

    @Override
    void abandon(int extent) {
        if (claimedWord != 0) {
            // By somebody else it would be made the same.
            Words.casLong(bytes, offset, claimedWord, pad(claimedExtent));
            bell.ring();
            leaveClaim();
        }
    }

    @Override
    long commitClaim(int extent, int used, int type, long timestamp) {
        busy = false;
        try {
            Words.putLongPlain(bytes, offset + TIMESTAMP_OFFSET, timestamp);
            return commitPart(committed(used, type), (int) extent(used), 1);
        } catch (RuntimeException | Error e) {
            abandon(extent);
            throw e;
        }
    }

    @Override
    void abortClaim(int extent) {
        busy = false;
        abandon(extent);
    }

    @Override
    long publishBatch(long firstWord, int written, int extent, int size) {
        busy = false;
        try {
            return commitPart(firstWord, written, size);
        } catch (RuntimeException | Error e) {
            abandon(extent);
            throw e;
        }
    }

    @Override
    void abortBatch(int written, int extent) {
        busy = false;
        abandon(extent);
    }

    /**
     * Commits a claim of which a part is used. Behind it others have claimed, so the rest becomes a PAD of its own, before the commit; a rest of
     * 8 bytes has no room for one: then all becomes PAD, and what is used goes into a claim that fits.
     */
    private long commitPart(long word, int used, int committed) {
        int rest = claimedExtent - used;
        if (rest >= HEADER_LENGTH) {
            Words.putLongPlain(bytes, offset + used, pad(rest));
        } else if (rest > 0) {
            Words.casLong(bytes, offset, claimedWord, pad(claimedExtent));
            moveSealed(used);
        }
        return commit(word, used, committed);
    }

    @Override
    void seekTail() {
        while (claimedWord == 0) {
            long word = Words.longAcquire(bytes, offset);
            if (word == 0 || !isWalkedAtOnce(word)) {
                return;
            }
            walkOver(word);
        }
    }

    /** What is damaged is for append to tell. */
    private boolean isWalkedAtOnce(long word) {
        return state(word) == END
                ? next.isReady() && WordCheck.nextPage(word, page.index(), pageBits) == page.index() + 1
                : WordCheck.walkExtent(word, offset, cache.geometry()) > 0;
    }

    /** Others may fill this page first: then the next one is needed, which is ready, or could not be made, and append tells why. */
    @Override
    boolean hasRoom(int length) {
        return next.isReady() || fits(length) && (offset < bytes.capacity() / 2 || next.hasFailed());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            closeClaims();
            control.raiseHints(page.index(), base + offset);
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

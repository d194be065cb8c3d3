package io.tailrace.internal.seal;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.fault.FaultPoint;
import io.tailrace.internal.fault.FaultPoints;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.page.Events;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.WordCheck;
import io.tailrace.layout.LockDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.time.Duration;

/**
 * Makes a claim that nobody will commit a PAD, which readers pass over: CAS(p, the CLAIMED word as it was seen, PAD).
 *
 * <p>Always safe, for the commit is a CAS from that same word: of the two one comes first, and the other finds so. Who loses with a frame
 * appends it again. Locks, generations and clocks only say when.
 *
 * <p>Any thread that may touch files.
 */
public final class Sealer {
    static final long SETTLED = end(0);

    private final ControlFile control;
    private final LockFile lock;
    private final PageCache pages;
    private final int pageBits;

    public Sealer(ControlFile control, LockFile lock, PageCache pages) {
        this.control = control;
        this.lock = lock;
        this.pages = pages;
        this.pageBits = control.geometry().pageBits();
    }

    /**
     * Seals a claim whose writer is dead, or that has stood longer than the patience.
     *
     * @param position where it stands
     * @param word as it was seen
     * @param stoodNanos how long that is ago
     */
    public void sealIfDue(long position, long word, long stoodNanos, Duration patience, Events events)
            throws IOException {
        if (hasMovedOn(word)) {
            seal(position, word, false, events);
            return;
        }
        long slot = LockDescriptor.writer(claimSlot(word));
        if (lock.tryLock(slot)) {
            // Held until it is sealed, so that no new owner of the slot comes in between.
            try {
                seal(position, word, false, events);
            } finally {
                lock.unlock(slot);
            }
        } else if (stoodNanos >= Patience.nanos(patience, word)) {
            seal(position, word, true, events);
        }
    }

    /**
     * The owner of a slot seals what the one before left behind, which it notes before it claims. With the slot's byte held: whatever the
     * generation of a claim of this slot is, nobody owns it; and once the new owner notes its own, nobody would find it.
     */
    public void sealNoted(int slot, Events events) {
        long position = control.writerClaim(slot);
        long word = noted(position);
        if (state(word) == CLAIMED && claimSlot(word) == slot) {
            seal(position, word, false, events);
        }
    }

    /**
     * What stands where a writer noted that it claims.
     *
     * @param position any number
     * @return a sound CLAIMED word; 0 if nothing was claimed there yet; {@link #SETTLED} if nothing is to be sealed there, and never will be
     */
    long noted(long position) {
        int offset = Positions.offset(position, pageBits);
        if (position <= 0 || offset < PageDescriptor.HEADER_LENGTH || offset % ALIGNMENT != 0) {
            return SETTLED;
        }
        Page page = pages.acquire(Positions.pageIndex(position, pageBits), true);
        if (page == null) {
            return SETTLED;
        }
        try {
            long word = Words.longAcquire(page.bytes(), offset);
            boolean claimed = state(word) == CLAIMED && WordCheck.walkExtent(word, offset, control.geometry()) > 0;
            return claimed || word == 0 ? word : SETTLED;
        } finally {
            pages.release(page);
        }
    }

    /** Whether the slot has another owner by now. Pairs with the addition by which that one entered. */
    private boolean hasMovedOn(long word) {
        return (control.writerGeneration(claimSlot(word)) & GENERATION_MASK) != claimGeneration(word);
    }

    /** A page that is gone was removed with all that is in it. */
    private void seal(long position, long word, boolean alive, Events events) {
        Page page = pages.acquire(Positions.pageIndex(position, pageBits), true);
        if (page == null) {
            return;
        }
        try {
            FaultPoints.pass(FaultPoint.SEAL_DECIDED);
            long pad = pad((int) extent(length(word)));
            if (Words.casLong(page.bytes(), Positions.offset(position, pageBits), word, pad)) {
                FaultPoints.pass(FaultPoint.CLAIM_SEALED);
                int slot = claimSlot(word);
                control.framesBell().ring();
                control.countSealed(slot);
                events.sealed(position, control.writerPid(slot), alive);
            }
        } finally {
            pages.release(page);
        }
    }
}

package io.tailrace.internal.read;

import io.tailrace.DeliveryMode;
import io.tailrace.internal.role.ConsumerRole;
import io.tailrace.layout.Positions;

/**
 * How far a consumer's cursor in shared memory follows its reader: as far as its delivery says, never back, and never over a gap without
 * saying so. By the reader's thread.
 */
final class SharedCursor {
    private static final long NO_GAP = Long.MAX_VALUE;

    private final ConsumerRole role;
    private final DeliveryMode delivery;
    private final int pageBits;
    private final Runnable onPageLeft;
    private long stored;
    private long handedOut;
    private long gapFrom = NO_GAP;
    private long gapTo;

    /** @param onPageLeft run when the cursor has left a page, which nobody may want any more; must not wait */
    SharedCursor(ConsumerRole role, DeliveryMode delivery, long start, int pageBits, Runnable onPageLeft) {
        this.role = role;
        this.delivery = delivery;
        this.pageBits = pageBits;
        this.onPageLeft = onPageLeft;
        this.stored = start;
        this.handedOut = start;
    }

    boolean isAtMostOnce() {
        return delivery == DeliveryMode.AT_MOST_ONCE;
    }

    /** A frame is about to be handed over. */
    void handingOut(long next) {
        handedOut = next;
        if (isAtMostOnce() && next > stored) {
            advance(next);
        }
    }

    /** Nobody will process what lies between; the cursor is moved over it only when the reader was told. */
    void lost(long from, long to) {
        gapFrom = Math.min(gapFrom, from);
        gapTo = to;
    }

    /**
     * The reader stopped. With manual delivery only padding and page ends behind what was committed are passed: a gap is passed by a
     * commit, too.
     */
    void settle(long now) {
        boolean may = delivery != DeliveryMode.MANUAL || stored >= handedOut && gapFrom == NO_GAP;
        if (now > stored && may) {
            advance(now);
        }
    }

    /** Nothing up to here is tried again. */
    void giveUp(long now) {
        stored = now;
    }

    /** All before a position is done. If that is all there was, padding and page ends behind it are passed, too. */
    void commit(long done, long now) {
        if (delivery != DeliveryMode.MANUAL) {
            throw refusal();
        }
        long delivered = Math.max(handedOut, now);
        if (done > delivered) {
            throw new IllegalArgumentException(
                    "commit of " + done + ", but nothing behind " + delivered + " was delivered");
        }
        boolean all = done >= handedOut && gapFrom == NO_GAP;
        long to = all ? delivered : done;
        if (to > stored) {
            advance(to);
        }
    }

    static IllegalStateException refusal() {
        return new IllegalStateException("commit is for a named reader with manual delivery");
    }

    private void advance(long to) {
        if (to <= gapFrom) {
            role.advance(stored, to);
        } else {
            role.advanceOverGap(stored, to);
            if (to >= gapTo) {
                gapFrom = NO_GAP;
            }
        }
        boolean left = Positions.pageIndex(to, pageBits) != Positions.pageIndex(stored, pageBits);
        stored = to;
        if (left) {
            onPageLeft.run();
        }
    }
}

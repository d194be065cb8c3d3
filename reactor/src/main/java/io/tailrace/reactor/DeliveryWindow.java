package io.tailrace.reactor;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The deliveries in flight: from the first one that is not acknowledged to the last one delivered, in a ring. Each costs constant time and
 * no garbage, in whatever order they are acknowledged.
 *
 * <p>A slot's mark is the delivery's number and state, so that an acknowledge that comes twice, or after the end, finds another mark and
 * does nothing.
 *
 * <p><b>Threading:</b> {@link #acknowledge} and the looks from outside any thread; all else the loop's.
 */
final class DeliveryWindow {
    /** What {@link #donePosition} is before anything was done. */
    static final long NOTHING_DONE = -1;

    private static final int STATE_BITS = 2;
    private static final int PENDING = 0;
    private static final int DONE = 1;
    private static final int ENDED = 2;

    private final int limit;
    private final int mask;
    private final AtomicLongArray marks;
    private final long[] begins;
    private final long[] ends;

    /** Numbers of the first delivery in flight and of the next one; stored by the loop's thread alone, for those who look. */
    private final AtomicLong first = new AtomicLong();

    private final AtomicLong next = new AtomicLong();
    private final AtomicLong firstPosition = new AtomicLong();

    private long candidateBegin;
    private long candidateEnd;
    private long donePosition = NOTHING_DONE;

    DeliveryWindow(int limit) {
        this.limit = limit;
        int slots = limit == 1 ? 1 : Integer.highestOneBit(limit - 1) << 1;
        this.mask = slots - 1;
        this.marks = new AtomicLongArray(slots);
        this.begins = new long[slots];
        this.ends = new long[slots];
        for (int i = 0; i < slots; i++) {
            marks.setPlain(i, mark(i, ENDED));
        }
    }

    /**
     * A frame was decoded, and may be delivered.
     *
     * @return number of its delivery, if it comes to one
     */
    long candidate(long begin, long end) {
        candidateBegin = begin;
        candidateEnd = end;
        return next.getPlain();
    }

    /** The candidate is being delivered. There must be room. */
    void add() {
        long number = next.getPlain();
        int slot = (int) number & mask;
        begins[slot] = candidateBegin;
        ends[slot] = candidateEnd;
        if (number == first.getPlain()) {
            firstPosition.setRelease(candidateBegin);
        }
        // Whoever has the delivery got it from onNext, which comes behind this.
        marks.setRelease(slot, mark(number, PENDING));
        next.setRelease(number + 1);
    }

    /** With the last delivery in flight all up to a position is done, because there is nothing any more. */
    void extendLast(long end) {
        ends[(int) (next.getPlain() - 1) & mask] = end;
    }

    /**
     * Any thread, any number of times.
     *
     * @return whether there is something for {@link #advance} because of it: of those behind a hole who closes that tells
     */
    boolean acknowledge(long number) {
        // Pairs with the acquire load of advance: what was done before the acknowledge is done before the cursor moves.
        // A full fence before
        // the look at the first one: either that is this one, or whoever made it so sees the mark.
        return marks.compareAndSet((int) number & mask, mark(number, PENDING), mark(number, DONE))
                && first.get() == number;
    }

    /** Whether {@link #advance} would find something. Behind a full fence it sees each acknowledge that did not see what was stored before it. */
    boolean isFirstDone() {
        long number = first.getPlain();
        return number < next.getPlain() && marks.get((int) number & mask) == mark(number, DONE);
    }

    /**
     * Takes what is done, without a hole, off the window.
     *
     * @return whether that was anything
     */
    boolean advance() {
        long from = first.getPlain();
        long to = from;
        long end = next.getPlain();
        while (to < end && marks.getAcquire((int) to & mask) == mark(to, DONE)) {
            to++;
        }
        if (to == from) {
            return false;
        }
        donePosition = ends[(int) (to - 1) & mask];
        if (to < end) {
            firstPosition.setRelease(begins[(int) to & mask]);
        }
        first.setRelease(to);
        return true;
    }

    /**
     * Ends the window: what is acknowledged from now on has no effect.
     *
     * @return deliveries that were not acknowledged
     */
    int end() {
        int left = 0;
        long end = next.getPlain();
        for (long number = first.getPlain(); number < end; number++) {
            if (marks.compareAndSet((int) number & mask, mark(number, PENDING), mark(number, ENDED))) {
                left++;
            }
        }
        return left;
    }

    /** End of the last frame of those that are done without a hole, as {@link #advance} found it. */
    long donePosition() {
        return donePosition;
    }

    /** How many more may be delivered. */
    int room() {
        return limit - inFlight();
    }

    boolean isEmpty() {
        return inFlight() == 0;
    }

    boolean isFull() {
        return inFlight() >= limit;
    }

    /** From any thread; true of some moment. */
    int inFlight() {
        // The first one first: it never overtakes the next one.
        long from = first.getAcquire();
        return (int) Math.min(limit, next.getAcquire() - from);
    }

    /** Where the first frame in flight begins, of no meaning if none is; from any thread. */
    long firstPosition() {
        return firstPosition.getAcquire();
    }

    private static long mark(long number, int state) {
        return number << STATE_BITS | state;
    }
}

package io.tailrace.internal.wake;

import static io.tailrace.layout.ControlDescriptor.*;

import io.tailrace.JournalStatus;
import io.tailrace.WakeUp;
import io.tailrace.internal.memory.Words;
import java.nio.ByteBuffer;

/**
 * A word that those ring who do something others may sleep for. Any thread.
 *
 * <pre>
 *   who does something                            who goes to sleep
 *   ------------------                            -----------------
 *   the word, the cursor, ...   release           the bell's bit    CAS, which is a full fence
 *   the bell's bits             opaque load       the word, the cursor, ... looked at again: there → no sleep
 *   0 → goes on                                   sleeps while the bell is as it was set, at most for a bound
 *   else cleared and counted by CAS, then rings
 * </pre>
 *
 * <p>The one who does something has no fence between its store and its load: it would double the price of a small frame. So its load may
 * be done while its store is not visible yet, for as long as a processor keeps a store to itself; a sleeper that sets its bit and looks again in
 * just that time sleeps for the bound. That is the only way to miss a ring.
 */
public final class Bell {
    /** What of the word says that somebody sleeps. */
    public static final int WAITED_FOR = BELL_FUTEX | BELL_DOORBELL;

    /** How often it is tried again to be woken in a way that somebody who rang could not do. */
    private static volatile long retryNanos = 10_000_000_000L;

    private final ByteBuffer control;
    private final int offset;
    private final long address;
    private volatile long refusedAt;

    /**
     * @param control the mapped control file, writable
     * @param offset of the bell
     */
    public Bell(ByteBuffer control, int offset) {
        this.control = control;
        this.offset = offset;
        this.address = Futex.isAvailable() ? Futex.address(control) + offset : 0;
    }

    /** Wakes all who sleep for this; costs a load if nobody does. Behind what they sleep for. */
    public void ring() {
        if ((Words.intOpaque(control, offset) & WAITED_FOR) != 0) {
            ringAll();
        }
    }

    /**
     * Wakes those whom the one who rang left to be woken by others: by doorbells alone, for whoever can wake by futex wakes all. Whether a
     * bit is set says nothing here: whom it is of may have been woken and sleep again, and would ring back.
     */
    void ringLeft() {
        ringDoorbells();
    }

    private void ringAll() {
        int found;
        int rung;
        do {
            found = Words.intOpaque(control, offset);
            if ((found & WAITED_FOR) == 0) {
                return;
            }
            boolean beyond = (found & BELL_FUTEX) != 0 && !Futex.isAvailable();
            rung = (found & ~WAITED_FOR) + BELL_RING | (beyond ? BELL_NO_FUTEX : 0);
        } while (!Words.casInt(control, offset, found, rung));
        if ((found & BELL_FUTEX) != 0 && Futex.isAvailable()) {
            Futex.wakeAll(address);
        }
        if ((found & BELL_DOORBELL) != 0) {
            ringDoorbells();
        }
    }

    private void ringDoorbells() {
        if (!Doorbells.ring(control, this)) {
            set(BELL_NO_DOORBELL);
        }
    }

    /** What a bell says, for people: writes nothing, so a file that is mapped for reading will do. */
    public static JournalStatus.Waiting look(ByteBuffer control, int offset) {
        int found = Words.intOpaque(control, offset);
        WakeUp asleep =
                (found & BELL_DOORBELL) != 0 ? WakeUp.DOORBELL : (found & BELL_FUTEX) != 0 ? WakeUp.FUTEX : null;
        return new JournalStatus.Waiting(
                asleep,
                Integer.toUnsignedLong(found) / BELL_RING,
                (found & BELL_NO_FUTEX) != 0,
                (found & BELL_NO_DOORBELL) != 0);
    }

    /** The best way that a sleeper of this process can be woken, if those who ring have it too. */
    public static WakeUp best() {
        return Futex.isAvailable() ? WakeUp.FUTEX : Doorbell.isAvailable() ? WakeUp.DOORBELL : WakeUp.POLLING;
    }

    /** In which ways somebody who rang could not wake: {@code BELL_NO_FUTEX}, {@code BELL_NO_DOORBELL}. */
    int refused() {
        int found = Words.intOpaque(control, offset);
        if ((found & (BELL_NO_FUTEX | BELL_NO_DOORBELL)) != 0) {
            forgetRefusal(found);
        } else if (refusedAt != 0) {
            // Somebody forgot it: if it is found again, the time begins anew. Else each of many sleepers would forget
            // it at a time of its own.
            refusedAt = 0;
        }
        return found & (BELL_NO_FUTEX | BELL_NO_DOORBELL);
    }

    /** Who rang then may be gone. Else it costs one sleep that is too long. */
    private void forgetRefusal(int found) {
        long now = System.nanoTime();
        if (refusedAt == 0) {
            refusedAt = now;
        } else if (now - refusedAt >= retryNanos) {
            refusedAt = 0;
            Words.casInt(control, offset, found, found & ~(BELL_NO_FUTEX | BELL_NO_DOORBELL));
        }
    }

    /**
     * Says that somebody sleeps; a full fence.
     *
     * @param bit how it is woken
     * @return the word: as long as it stands, nobody rang
     */
    int set(int bit) {
        while (true) {
            int found = Words.intOpaque(control, offset);
            // Stored even if it is set: this is the fence before the look that follows.
            if (Words.casInt(control, offset, found, found | bit)) {
                return found | bit;
            }
        }
    }

    /** What to leave here for a doorbell: what it is for, too, and how often this was rung by now. */
    long doorbell(long word) {
        long rings = (Words.intOpaque(control, offset) >>> Integer.numberOfTrailingZeros(BELL_RING)) * DOORBELL_RING;
        return word | rings & DOORBELL_RINGS | (offset == ROOM_BELL_OFFSET ? DOORBELL_ROOM : 0);
    }

    /** Leaves a doorbell; -1 if there is no room for one. */
    int leave(long doorbell) {
        return Doorbells.leave(control, doorbell);
    }

    /** False if it was rung. */
    boolean takeBack(int cell, long doorbell) {
        return Doorbells.takeBack(control, cell, doorbell);
    }

    /** For those who find no room for a doorbell. */
    void makeRoom() {
        Doorbells.makeRoom(control);
    }

    /** For tests alone, which do not wait that long. */
    static void retryAfter(long nanos) {
        retryNanos = nanos;
    }

    long address() {
        return address;
    }

    /** Whether it is the same word of the same mapping. */
    boolean isSame(Bell other) {
        return control == other.control && offset == other.offset;
    }
}

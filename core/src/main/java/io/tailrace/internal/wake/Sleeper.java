package io.tailrace.internal.wake;

import static io.tailrace.layout.ControlDescriptor.*;

import io.tailrace.WakeUp;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread's sleep until one of many things can be done, somebody calls {@link #wakeUp}, the thread is interrupted, or a time is over.
 * Returning early is always right: who sleeps looks again.
 *
 * <pre>
 *   prepare()          from here on wakeUp() ends the sleep that follows
 *   ...                what is there to sleep for, and is there nothing to do?
 *   sleep(...)         unless there is something to do
 *   awake()            in any case
 * </pre>
 *
 * <p><b>Threading:</b> {@link #wakeUp} and {@link #last} any thread; all else one. Allocates for the first sleep of each kind, and behind an interrupt.
 */
public final class Sleeper implements AutoCloseable {
    /** How long a poll's pause is at first; the kernel makes several times as much of it. */
    private static final long FIRST_PAUSE_NANOS = 20_000L;

    private static final long LAST_PAUSE_NANOS = 1_000_000L;

    /** So many pauses are as short as the first one. */
    private static final int SHORT_PAUSES = 40;

    /** How often one that has no doorbell, or finds no room for it, tries what costs system calls. */
    private static final long RETRY_NANOS = 1_000_000_000L;

    private final WaitWords words = new WaitWords();
    private Bell[] bells = new Bell[4];
    private int[] cells = new int[4];
    private long[] left = new long[4];
    private int count;
    private int pauses;
    private boolean doorbellFailed;
    private long roomMadeAt = System.nanoTime() - RETRY_NANOS;
    private long openedAt = System.nanoTime() - RETRY_NANOS;
    private @Nullable Doorbell doorbell;

    private @Nullable Thread thread;
    private boolean isVirtual;
    private volatile boolean prepared;
    private volatile boolean woken;

    /** How it is woken, from just before it blocks. */
    private volatile @Nullable WakeUp by;

    private volatile WakeUp last = WakeUp.POLLING;

    /** Whoever notes something, with a full fence, and then calls {@link #wakeUp} is seen by a look behind this, or ends the sleep. */
    public void prepare() {
        if (thread != Thread.currentThread()) {
            thread = Thread.currentThread();
            // In the kernel it would keep its carrier from others.
            isVirtual = thread.getClass().getName().equals("java.lang.VirtualThread");
        }
        woken = false;
        prepared = true;
    }

    /** The sleep is over, or was not needed. */
    public void awake() {
        prepared = false;
        by = null;
    }

    /** Something was done: what follows may follow soon. */
    public void reset() {
        pauses = 0;
    }

    /** Ends the sleep that was prepared; costs a load if there is none. */
    public void wakeUp() {
        if (!prepared) {
            return;
        }
        woken = true;
        WakeUp way = by;
        if (way == WakeUp.FUTEX) {
            words.wakeUp();
        } else if (way != null) {
            Doorbell open = doorbell;
            if (open != null) {
                open.wakeUp();
            }
            LockSupport.unpark(thread);
        }
    }

    /** How the last sleep could have been ended by another process. */
    public WakeUp last() {
        return last;
    }

    /**
     * Sleeps, unless one of the things is ready.
     *
     * @param targets what to sleep for; none: only {@link #wakeUp} ends it early
     * @param nanos at most so long
     */
    public void sleep(List<? extends Waitable> targets, long nanos) {
        if (woken || Thread.currentThread().isInterrupted()) {
            // It would not sleep; and who says that it does costs those who ring.
            return;
        }
        WakeUp way = WakeUp.POLLING;
        try {
            way = tellAll(targets);
            if (!targets.isEmpty()) {
                last = way;
            }
            // Behind the bells, which are full fences: who did something meanwhile rings, or is seen here.
            Waitable.State state = look(targets);
            if (state == Waitable.State.READY) {
                return;
            }
            boolean polls = state == Waitable.State.SOON || way == WakeUp.POLLING && !targets.isEmpty();
            // A selector's pauses are too long; a futex ends as well when the others ring.
            block(polls && way != WakeUp.FUTEX ? WakeUp.POLLING : way, polls ? Math.min(nanos, pause()) : nanos);
        } finally {
            try {
                if (way == WakeUp.DOORBELL) {
                    takeBack(count);
                }
            } finally {
                // In any case: the next sleep must not touch a bell whose file may be closed by then.
                Arrays.fill(bells, 0, count, null);
                count = 0;
                if (doorbellFailed) {
                    closeDoorbell();
                    // Unless an interrupt closed it, it would fail again.
                    openedAt = Thread.currentThread().isInterrupted() ? openedAt : System.nanoTime();
                }
            }
        }
    }

    /** Tells all who may ring. A control file that was truncated under its mapping is for those to tell who look: they come soon. */
    private WakeUp tellAll(List<? extends Waitable> targets) {
        if (targets.isEmpty()) {
            return WakeUp.POLLING;
        }
        try {
            WakeUp way = collect(targets);
            return way != WakeUp.POLLING && setAll(way) ? way : WakeUp.POLLING;
        } catch (InternalError e) {
            return WakeUp.POLLING;
        }
    }

    private static Waitable.State look(List<? extends Waitable> targets) {
        Waitable.State found = Waitable.State.IDLE;
        for (int i = 0; i < targets.size(); i++) {
            Waitable.State state = targets.get(i).look();
            if (state.compareTo(found) > 0) {
                found = state;
            }
        }
        return found;
    }

    /** The bells of all, each once, and the best way that none of them has refused. */
    private WakeUp collect(List<? extends Waitable> targets) {
        int refused = 0;
        for (int i = 0; i < targets.size(); i++) {
            Bell bell = targets.get(i).bell();
            if (bell == null) {
                return WakeUp.POLLING;
            }
            if (isKnown(bell)) {
                continue;
            }
            refused |= bell.refused();
            if (count == bells.length) {
                bells = Arrays.copyOf(bells, 2 * count);
                cells = Arrays.copyOf(cells, 2 * count);
                left = Arrays.copyOf(left, 2 * count);
            }
            bells[count++] = bell;
        }
        boolean futex = Futex.isAvailable() && !isVirtual && count <= WaitWords.MOST;
        if (futex && (refused & BELL_NO_FUTEX) == 0) {
            return WakeUp.FUTEX;
        }
        return Doorbell.isAvailable() && (refused & BELL_NO_DOORBELL) == 0 ? WakeUp.DOORBELL : WakeUp.POLLING;
    }

    private boolean isKnown(Bell bell) {
        for (int i = 0; i < count; i++) {
            if (bells[i].isSame(bell)) {
                return true;
            }
        }
        return false;
    }

    /** False if that way cannot be had. */
    private boolean setAll(WakeUp way) {
        return way == WakeUp.FUTEX ? setWords() : leaveDoorbells();
    }

    private boolean setWords() {
        words.begin();
        for (int i = 0; i < count; i++) {
            words.add(bells[i].address(), bells[i].set(BELL_FUTEX));
        }
        return true;
    }

    private boolean leaveDoorbells() {
        Doorbell own = openDoorbell();
        if (own == null) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            left[i] = bells[i].doorbell(own.word());
            cells[i] = bells[i].leave(left[i]);
            if (cells[i] < 0) {
                takeBack(i);
                makeRoom(bells[i]);
                return false;
            }
        }
        for (int i = 0; i < count; i++) {
            bells[i].set(BELL_DOORBELL);
        }
        return true;
    }

    /** Null where there are no sockets, or no more of them now. */
    private @Nullable Doorbell openDoorbell() {
        Doorbell own = doorbell;
        if (own == null) {
            long now = System.nanoTime();
            if (now - openedAt >= RETRY_NANOS) {
                own = Doorbell.open();
                openedAt = own == null ? now : now - RETRY_NANOS;
                doorbell = own;
            }
        }
        return own;
    }

    private void makeRoom(Bell bell) {
        long now = System.nanoTime();
        if (now - roomMadeAt >= RETRY_NANOS) {
            roomMadeAt = now;
            bell.makeRoom();
        }
    }

    private void takeBack(int leftTo) {
        for (int i = 0; i < leftTo; i++) {
            if (!bells[i].takeBack(cells[i], left[i])) {
                // It was rung, and who rang may have left others to be rung.
                bells[i].ringLeft();
            }
        }
    }

    private long pause() {
        if (pauses < SHORT_PAUSES) {
            pauses++;
            return FIRST_PAUSE_NANOS;
        }
        long grown = FIRST_PAUSE_NANOS;
        for (int i = SHORT_PAUSES; i < pauses && grown < LAST_PAUSE_NANOS; i++) {
            grown += grown / 4;
        }
        pauses += grown < LAST_PAUSE_NANOS ? 1 : 0;
        return Math.min(grown, LAST_PAUSE_NANOS);
    }

    private void block(WakeUp way, long nanos) {
        by = way;
        if (woken || Thread.currentThread().isInterrupted()) {
            return;
        }
        if (way == WakeUp.FUTEX) {
            words.sleep(nanos);
        } else if (way == WakeUp.DOORBELL) {
            sleepByDoorbell(nanos);
        } else {
            LockSupport.parkNanos(this, nanos);
        }
    }

    private void sleepByDoorbell(long nanos) {
        Doorbell own = doorbell;
        if (own == null) {
            return;
        }
        try {
            own.sleep(nanos);
        } catch (IOException | RuntimeException e) {
            // An interrupt closed it, if it came in the wrong moment: the next sleep makes another.
            doorbellFailed = true;
        }
    }

    private void closeDoorbell() {
        Doorbell own = doorbell;
        doorbell = null;
        doorbellFailed = false;
        if (own != null) {
            own.close();
        }
    }

    /** By the thread that sleeps, or when that is over. */
    @Override
    public void close() {
        awake();
        closeDoorbell();
        // A sleeper may outlive the threads that used it.
        thread = null;
    }
}

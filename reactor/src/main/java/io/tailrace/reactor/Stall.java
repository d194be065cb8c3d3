package io.tailrace.reactor;

import io.tailrace.GateClosedException;
import io.tailrace.JournalException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Schedulers;

/**
 * The time in which a sender cannot append, because a gate is closed or the disk is full: what it waits for, how long it may, and when it
 * tries again. A gate tells when it opens; space does not, so that is tried with growing pauses.
 *
 * <p><b>Threading:</b> of who holds the sender's {@code wip}, but for {@link #reason}.
 */
final class Stall {
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 500;
    private static final Disposable NONE = Disposables.disposed();

    private final long timeoutNanos;
    private final Runnable wakeUp;

    private volatile @Nullable JournalException reason;
    private volatile boolean woken;
    private volatile @Nullable GateCall asked;

    private boolean holding;
    private long since;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private Disposable deadline = NONE;
    private Disposable retry = NONE;

    /** What the gate calls. That may stay closed for long when the sender has gone, and keeps nothing but this. */
    private static final class GateCall implements BiConsumer<Void, Throwable> {
        private volatile @Nullable Stall stall;

        GateCall(Stall stall) {
            this.stall = stall;
        }

        @Override
        public void accept(Void nothing, @Nullable Throwable error) {
            Stall waiting = stall;
            if (waiting != null) {
                waiting.hear(error);
            }
        }
    }

    /**
     * @param timeout how long it may last
     * @param wakeUp has the sender look again; called on threads that must not wait
     */
    Stall(Duration timeout, Runnable wakeUp) {
        this.timeoutNanos = nanosOf(timeout);
        this.wakeUp = wakeUp;
    }

    private static long nanosOf(Duration timeout) {
        try {
            return timeout.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Why nothing can be appended, or null. Any thread. */
    @Nullable
    JournalException reason() {
        return reason;
    }

    boolean isHolding() {
        return holding;
    }

    /** Whether it is worth trying again. */
    boolean takeWake() {
        if (woken) {
            woken = false;
            return true;
        }
        return false;
    }

    /** What it waited for may have changed. */
    void tryNow() {
        woken = true;
    }

    /** Notes that nothing can be appended still; true if that has lasted for too long. */
    boolean isOver(JournalException e) {
        boolean begins = reason == null;
        reason = e;
        if (begins) {
            // Not later: from here on a wake is one of this stall, such as its deadline.
            woken = false;
        }
        if (timeoutNanos == Long.MAX_VALUE) {
            return false;
        }
        long now = System.nanoTime();
        if (begins) {
            since = now;
        }
        long left = timeoutNanos - (now - since);
        if (left <= 0) {
            return true;
        }
        if (begins) {
            deadline = later(left, TimeUnit.NANOSECONDS);
        }
        return deadline == NONE;
    }

    /**
     * Holds until it is worth trying again.
     *
     * @param gate tells when it opens
     * @return false if nobody could tell
     */
    boolean hold(JournalException e, Supplier<CompletionStage<Void>> gate) {
        holding = true;
        if (!(e instanceof GateClosedException)) {
            return retryLater();
        }
        if (asked == null) {
            GateCall call = new GateCall(this);
            asked = call;
            gate.get().whenComplete(call);
        }
        return true;
    }

    private void hear(@Nullable Throwable error) {
        // Before the wake: who holds again because of that asks again.
        asked = null;
        if (error == null) {
            wake();
        } else {
            // No page could be made. Trying tells; not at once, lest it be tried without end.
            later(LONGEST_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private boolean retryLater() {
        retry.dispose();
        retry = later(pauseMillis, TimeUnit.MILLISECONDS);
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        return retry != NONE;
    }

    /** It is over: something was appended, or nothing will be. */
    void clear() {
        if (reason != null) {
            reason = null;
            holding = false;
            woken = false;
            pauseMillis = FIRST_PAUSE_MILLIS;
            deadline.dispose();
            deadline = NONE;
            retry.dispose();
            retry = NONE;
            GateCall call = asked;
            asked = null;
            if (call != null) {
                call.stall = null;
            }
        }
    }

    private Disposable later(long delay, TimeUnit unit) {
        try {
            // A timer whose threads nobody blocks.
            return Schedulers.parallel().schedule(this::wake, delay, unit);
        } catch (RejectedExecutionException e) {
            return NONE;
        }
    }

    private void wake() {
        woken = true;
        wakeUp.run();
    }
}

package io.tailrace.reactor;

import io.tailrace.WaitSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.DeadlineTimerWheel;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a poll loop does each turn: lets every open subscription emit, and tries to open those that are not.
 *
 * <p><b>Threading:</b> {@link #add} any thread; all else the one that drives the loop.
 */
final class DutyCycle {
    /** About an eighth of a millisecond, so that a retry is hardly ever late. */
    private static final long TICK_NANOS = 1 << 17;

    private final Queue<JournalSubscription<?>> arrivals = new ConcurrentLinkedQueue<>();
    private final List<JournalSubscription<?>> open = new ArrayList<>();
    private final Long2ObjectHashMap<JournalSubscription<?>> waiting = new Long2ObjectHashMap<>();
    private final ArrayDeque<JournalSubscription<?>> due = new ArrayDeque<>();
    private final DeadlineTimerWheel wheel = new DeadlineTimerWheel(TimeUnit.NANOSECONDS, 0, TICK_NANOS, 64);
    private final int attemptsPerTurn;

    /** Arrivals that the driving thread has taken over. */
    private final ArrayDeque<JournalSubscription<?>> fresh = new ArrayDeque<>();

    private boolean freshIsNext;
    private boolean turning;
    private @Nullable Throwable pendingAbort;

    // Of one look for the next retry.
    private final DeadlineTimerWheel.TimerConsumer earlier = this::noteIfEarlier;
    private long nextRetry;

    /**
     * A cycle without subscriptions.
     *
     * @param attemptsPerTurn most attempts to open in one turn: each costs system calls, for which the open ones have to wait
     */
    DutyCycle(int attemptsPerTurn) {
        this.attemptsPerTurn = attemptsPerTurn;
    }

    void add(JournalSubscription<?> subscription) {
        arrivals.add(subscription);
    }

    boolean isEmpty() {
        return open.isEmpty() && waiting.isEmpty() && due.isEmpty() && fresh.isEmpty() && arrivals.isEmpty();
    }

    /**
     * One turn. A turn within a turn, by a subscriber that drives its own loop, does nothing.
     *
     * @param now the loop's clock, in ns
     * @return how much was done, 0 for nothing
     */
    int turn(long now) {
        if (turning) {
            return 0;
        }
        turning = true;
        try {
            // The open ones first: one that was cancelled leaves its name to an arrival of the same turn.
            int work = emit(now);
            expire(now);
            return work + attempt(now);
        } finally {
            turning = false;
            if (pendingAbort != null) {
                abort(pendingAbort);
            }
        }
    }

    /**
     * Whether there is nothing to do until somebody adds to this, or leaves a note for a subscription, with a full fence, or what is waited for
     * is there.
     *
     * @param now the loop's clock, in ns
     * @param waits gets what to wait for; of no meaning if this answers false
     */
    boolean mayRest(long now, WaitSet waits) {
        if (turning || !fresh.isEmpty() || !due.isEmpty() || !arrivals.isEmpty()) {
            return false;
        }
        for (int i = 0, size = open.size(); i < size; i++) {
            if (!open.get(i).mayRest(now, waits)) {
                return false;
            }
        }
        if (wheel.timerCount() > 0) {
            nextRetry = Long.MAX_VALUE;
            wheel.forEach(earlier);
            // The wheel's timers expire behind their deadline.
            waits.atMost(nextRetry + 1 - now);
        }
        return true;
    }

    private void noteIfEarlier(long deadline, long timer) {
        nextRetry = Math.min(nextRetry, deadline);
    }

    /**
     * Ends all subscriptions; called by a subscriber within a turn, when that is over.
     *
     * @param error what they are told
     */
    void abort(Throwable error) {
        if (turning) {
            pendingAbort = error;
            return;
        }
        pendingAbort = null;
        due.addAll(open);
        due.addAll(waiting.values());
        open.clear();
        waiting.clear();
        wheel.clear();
        takeArrivals();
        for (JournalSubscription<?> s = next(); s != null; s = next()) {
            s.abort(error);
        }
    }

    private int emit(long now) {
        int work = 0;
        int kept = 0;
        for (int i = 0, size = open.size(); i < size; i++) {
            JournalSubscription<?> subscription = open.get(i);
            int emitted = subscription.turn(now);
            if (emitted == JournalSubscription.GONE) {
                work++;
            } else {
                work += emitted;
                open.set(kept++, subscription);
            }
        }
        if (kept < open.size()) {
            open.subList(kept, open.size()).clear();
        }
        return work;
    }

    private void expire(long now) {
        while (wheel.timerCount() > 0) {
            // Before the poll, which goes on to the next tick: the one that has begun is looked at too, or who slept
            // for a timer would turn twice.
            long end = wheel.currentTickTime();
            wheel.poll(now, this::onTimer, Integer.MAX_VALUE);
            if (now < end) {
                break;
            }
        }
    }

    private boolean onTimer(TimeUnit unit, long now, long timer) {
        due.add(waiting.remove(timer));
        return true;
    }

    /** Only those that were there when it began: one that ends while it is opened and is subscribed to again has to wait for its turn. */
    private int attempt(long now) {
        takeArrivals();
        int attempts = Math.min(attemptsPerTurn, fresh.size() + due.size());
        int work = 0;
        for (int i = 0; i < attempts; i++) {
            JournalSubscription<?> s = next();
            int outcome = s.open(now);
            if (outcome == JournalSubscription.OPEN) {
                int emitted = s.turn(now);
                if (emitted != JournalSubscription.GONE) {
                    open.add(s);
                }
            } else if (outcome == JournalSubscription.RETRY) {
                retry(s, now);
                continue;
            }
            work++;
        }
        return work;
    }

    private void takeArrivals() {
        for (JournalSubscription<?> s = arrivals.poll(); s != null; s = arrivals.poll()) {
            fresh.add(s);
        }
    }

    /** New ones and those that try again take turns, so that neither keeps the others waiting. */
    private @Nullable JournalSubscription<?> next() {
        freshIsNext = !freshIsNext;
        JournalSubscription<?> first = freshIsNext ? fresh.poll() : due.poll();
        return first != null ? first : freshIsNext ? due.poll() : fresh.poll();
    }

    private void retry(JournalSubscription<?> subscription, long now) {
        if (wheel.timerCount() == 0) {
            wheel.resetStartTime(now);
        }
        waiting.put(wheel.scheduleTimer(now + subscription.nextRetryDelayNanos()), subscription);
    }
}

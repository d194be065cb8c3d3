package io.tailrace.reactor;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * Turns at a period on a worker of a Reactor scheduler, while there are subscriptions. The scheduler's clock is the loop's, so that virtual
 * time is the loop's time.
 */
final class SchedulerDriver implements LoopDriver {
    /** So that a turn ends however fast somebody appends, even if the clock stands still. */
    private static final int MAX_ROUNDS = 100_000;

    private final Scheduler scheduler;
    private final long periodNanos;
    private final String name;

    /** All in one turn: the next one may be long in coming. */
    private final DutyCycle cycle = new DutyCycle(Integer.MAX_VALUE);

    /** Orders add, dispose and the decision to stop turning. Hands the cycle from one worker to the next. */
    private final Object lock = new Object();

    private Disposable.@Nullable Swap running;
    private volatile boolean disposed;

    SchedulerDriver(Scheduler scheduler, long periodNanos) {
        this.scheduler = scheduler;
        this.periodNanos = periodNanos;
        this.name = scheduler.toString();
    }

    @Override
    public void add(JournalSubscription<?> subscription) {
        if (scheduler.isDisposed()) {
            dispose();
        }
        Disposable.Swap started = null;
        synchronized (lock) {
            if (disposed) {
                throw LoopDriver.disposed(name);
            }
            cycle.add(subscription);
            if (running == null) {
                started = running = Disposables.swap();
            }
        }
        if (started != null) {
            start(started);
        }
    }

    /** Not under the lock: a virtual clock may run what is due, user code too, on the thread that schedules. */
    private void start(Disposable.Swap run) {
        try {
            Scheduler.Worker worker = scheduler.createWorker();
            run.update(worker);
            worker.schedulePeriodically(() -> turn(run), periodNanos, periodNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            run.dispose();
            boolean empty;
            do {
                // Nobody else turns the cycle as long as this run is not over, but dispose may abort it.
                synchronized (cycle) {
                    cycle.abort(e);
                }
                empty = endIfEmpty();
            } while (!empty);
        }
    }

    /** Holds the cycle against {@link #dispose}, which turns it when the scheduler is gone. */
    private void turn(Disposable run) {
        if (run.isDisposed()) {
            return;
        }
        synchronized (cycle) {
            if (disposed) {
                cycle.abort(LoopDriver.disposed(name));
            } else {
                turnWhileThereIsWork();
            }
        }
        if (endIfEmpty()) {
            run.dispose();
        }
    }

    /**
     * All that is there, as long as the scheduler's clock does not say that half of a period is over: a real one says so, and a virtual one
     * stands still, so that in virtual time a turn delivers everything.
     */
    private void turnWhileThereIsWork() {
        long begin = scheduler.now(TimeUnit.NANOSECONDS);
        long now = begin;
        int work;
        int rounds = 0;
        do {
            work = cycle.turn(now);
            now = scheduler.now(TimeUnit.NANOSECONDS);
        } while (work > 0 && !disposed && now - begin < periodNanos / 2 && ++rounds < MAX_ROUNDS);
    }

    private boolean endIfEmpty() {
        synchronized (lock) {
            boolean empty = cycle.isEmpty();
            if (empty) {
                running = null;
            }
            return empty;
        }
    }

    /** If the scheduler is gone nobody turns any more, and what is left is ended here. */
    @Override
    public void dispose() {
        synchronized (lock) {
            disposed = true;
        }
        if (scheduler.isDisposed()) {
            synchronized (cycle) {
                cycle.abort(LoopDriver.disposed(name));
            }
        }
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }
}

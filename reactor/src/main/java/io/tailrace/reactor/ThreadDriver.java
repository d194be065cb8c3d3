package io.tailrace.reactor;

import io.tailrace.WaitSet;
import io.tailrace.WakeableIdleStrategy;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Turns on a thread of its own, which lives from the first subscription to the last. */
final class ThreadDriver implements LoopDriver {
    private static final int ATTEMPTS_PER_TURN = 4;

    private final String name;
    private final Supplier<? extends IdleStrategy> idle;

    /** The one for all its threads, one after the other, if it is woken; else null. */
    private final @Nullable WakeableIdleStrategy woken;

    private final DutyCycle cycle = new DutyCycle(ATTEMPTS_PER_TURN);

    /** Orders add, dispose and the thread's decision to end. Hands the cycle from one thread to its successor. */
    private final Object lock = new Object();

    private boolean running;
    private volatile boolean disposed;

    /** Of the idle strategy of the last thread. */
    private volatile @Nullable String alias;

    ThreadDriver(String name, Supplier<? extends IdleStrategy> idle) {
        this.name = name;
        this.idle = idle;
        this.woken = null;
    }

    /** One that sleeps until its cycle has something to do. */
    ThreadDriver(String name, Duration bound) {
        this.name = name;
        WakeableIdleStrategy only = new WakeableIdleStrategy(bound, this::mayRest);
        this.idle = () -> only;
        this.woken = only;
    }

    private boolean mayRest(WaitSet waits) {
        return !disposed && cycle.mayRest(System.nanoTime(), waits);
    }

    @Override
    public void wakeUp() {
        if (woken != null) {
            woken.wake();
        }
    }

    @Override
    public @Nullable String wokenBy() {
        return woken != null ? woken.wokenBy().toString() : alias;
    }

    @Override
    public void add(JournalSubscription<?> subscription) {
        synchronized (lock) {
            if (disposed) {
                throw LoopDriver.disposed(name);
            }
            if (!running) {
                try {
                    start();
                } catch (RuntimeException | OutOfMemoryError e) {
                    throw new RejectedExecutionException("poll loop \"" + name + "\" cannot start", e);
                }
            }
            cycle.add(subscription);
        }
        wakeUp();
    }

    @Override
    public void dispose() {
        synchronized (lock) {
            disposed = true;
        }
        wakeUp();
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }

    private void start() {
        IdleStrategy strategy = Objects.requireNonNull(idle.get(), "the supplier of idle strategies returned null");
        alias = strategy.alias();
        TurningAgent agent = new TurningAgent(strategy);
        AgentRunner runner = new AgentRunner(strategy, t -> Operators.onErrorDropped(t, Context.empty()), null, agent);
        AgentRunner.startOnThread(runner, target -> new LoopThread(() -> run(target, agent), name));
        running = true;
    }

    private void run(Runnable target, TurningAgent agent) {
        try {
            target.run();
        } finally {
            if (!agent.ended) {
                close(agent.strategy);
                goOn();
            }
        }
    }

    /** What a sleep needed is not held by a loop without a thread. Before a successor may start, which may idle with the same one. */
    private static void close(IdleStrategy strategy) {
        if (strategy instanceof WakeableIdleStrategy wakeable) {
            wakeable.reset();
            wakeable.close();
        }
    }

    /** Somebody interrupted the thread. That is no reason to leave its subscribers alone. */
    private void goOn() {
        try {
            start();
        } catch (Throwable t) {
            synchronized (lock) {
                running = false;
                disposed = true;
            }
            cycle.abort(new RejectedExecutionException("poll loop \"" + name + "\" cannot go on", t));
        }
    }

    private final class TurningAgent implements Agent {
        private final IdleStrategy strategy;
        private boolean ended;

        TurningAgent(IdleStrategy strategy) {
            this.strategy = strategy;
        }

        @Override
        public int doWork() {
            int work = cycle.turn(System.nanoTime());
            if (disposed || cycle.isEmpty()) {
                endUnlessNeeded();
            }
            // A flag that a subscriber left behind would end the runner, and close file channels.
            Thread.interrupted();
            return work;
        }

        private void endUnlessNeeded() {
            if (disposed) {
                cycle.abort(LoopDriver.disposed(name));
            }
            synchronized (lock) {
                if (!cycle.isEmpty()) {
                    return;
                }
                close(strategy);
                running = false;
                ended = true;
            }
            throw new AgentTerminationException(true);
        }

        @Override
        public String roleName() {
            return name;
        }
    }
}

package io.tailrace.reactor;

import io.tailrace.WakeUp;
import io.tailrace.WakeableIdleStrategy;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import reactor.core.Disposable;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Scheduler;

/**
 * On which thread journals are read, and what it does while there is nothing to read. Shared by any number of subscriptions, which take
 * turns: each emits at most 256 frames, then it is the next one's. What one subscriber throws ends that subscription and no other.
 *
 * <table>
 * <caption>Which one</caption>
 * <tr><td>{@link #shared()}, {@link #waiting(String)}</td><td>sleeps until writers or subscribers wake it: hardly any CPU while idle, no look that is
 * too late</td></tr>
 * <tr><td>{@link #spinning}</td><td>a core for itself, least latency</td></tr>
 * <tr><td>{@link #backingOff}</td><td>spins, then pauses, up to 1 ms until it looks again</td></tr>
 * <tr><td>{@link #of}</td><td>any idle strategy of Agrona</td></tr>
 * <tr><td>{@link #invoked}</td><td>within a duty cycle you have already, which may idle with {@link #idleStrategy()}</td></tr>
 * <tr><td>{@link #on(Scheduler)}</td><td>no thread of its own; with a virtual clock, tests without waiting</td></tr>
 * </table>
 *
 * <p>Those with a thread of their own start it, a daemon, with the first subscription and end it after the last. It is {@link NonBlocking}:
 * {@code block()} on it is an error. It polls for others too; long work belongs behind a {@code publishOn}.
 *
 * <p><b>Disposing</b> frees all its subscriptions on its next turn and ends each with a {@link RejectedExecutionException}; so does
 * subscribing later, at once. A loop without subscriptions holds nothing and need not be disposed.
 */
public final class PollLoop implements Disposable {
    private static final Duration DEFAULT_PERIOD = Duration.ofMillis(1);
    private static final PollLoop SHARED = waiting("tailrace-poll");

    private final LoopDriver driver;

    PollLoop(LoopDriver driver) {
        this.driver = driver;
    }

    /**
     * The one {@linkplain #waiting(String) waiting} loop of this JVM that all share who do not choose. It ignores {@link #dispose()}.
     *
     * @return always the same loop
     */
    public static PollLoop shared() {
        return SHARED;
    }

    /**
     * A loop on a thread that spins a little, then sleeps until one of its subscriptions has something to do, at most
     * {@link WakeableIdleStrategy#DEFAULT_BOUND}.
     *
     * @param name of the thread
     * @return a new loop
     */
    public static PollLoop waiting(String name) {
        return waiting(name, WakeableIdleStrategy.DEFAULT_BOUND);
    }

    /**
     * A loop on a thread that spins a little, then sleeps until one of its subscriptions has something to do: frames that were requested, demand,
     * an acknowledge, a cancel, a drain. {@link JournalFlux#WOKEN_BY} tells how it is woken when frames come; where that is {@link WakeUp#POLLING}
     * it looks again at growing intervals, up to 1 ms.
     *
     * @param name of the thread
     * @param bound how long it sleeps at most, so that a wake-up that was lost costs no more; above zero, up to a second
     * @return a new loop
     */
    public static PollLoop waiting(String name, Duration bound) {
        return new PollLoop(new ThreadDriver(Objects.requireNonNull(name, "name"), bound));
    }

    /**
     * A loop on a thread that never rests.
     *
     * @param name of the thread
     * @return a new loop
     */
    public static PollLoop spinning(String name) {
        return of(name, BusySpinIdleStrategy::new);
    }

    /**
     * A loop on a thread that spins, then yields, then sleeps, up to 1 ms.
     *
     * @param name of the thread
     * @return a new loop
     */
    public static PollLoop backingOff(String name) {
        return of(name, BackoffIdleStrategy::new);
    }

    /**
     * A loop on a thread with any idle strategy.
     *
     * @param name of the thread
     * @param idle asked for a new strategy for each thread, because strategies have state; a {@link WakeableIdleStrategy} is closed behind its
     *     thread
     * @return a new loop
     */
    public static PollLoop of(String name, Supplier<? extends IdleStrategy> idle) {
        return new PollLoop(
                new ThreadDriver(Objects.requireNonNull(name, "name"), Objects.requireNonNull(idle, "idle")));
    }

    /**
     * A loop without a thread: it turns when its {@link #agent()} is called.
     *
     * @param name role name of the agent
     * @return a new loop
     */
    public static PollLoop invoked(String name) {
        return new PollLoop(new InvokedDriver(Objects.requireNonNull(name, "name")));
    }

    /**
     * A loop that turns on a scheduler every millisecond.
     *
     * @param scheduler gives it one worker, while there are subscriptions
     * @return a new loop
     */
    public static PollLoop on(Scheduler scheduler) {
        return on(scheduler, DEFAULT_PERIOD);
    }

    /**
     * A loop that turns on a scheduler at a period.
     *
     * @param scheduler gives it one worker, while there are subscriptions; one without a notion of time, such as
     *     {@code Schedulers.immediate()}, is an error on subscribe
     * @param period from one turn to the next, and to the first one
     * @return a new loop
     */
    public static PollLoop on(Scheduler scheduler, Duration period) {
        if (period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("period must be positive: " + period);
        }
        return new PollLoop(new SchedulerDriver(Objects.requireNonNull(scheduler, "scheduler"), period.toNanos()));
    }

    /**
     * The agent of an {@link #invoked} loop, for an {@code AgentRunner}, an {@code AgentInvoker}, a {@code CompositeAgent} or a loop of
     * your own; one thread at a time. Subscriptions are opened, read and freed only while it is called. Its {@code onClose} disposes the
     * loop.
     *
     * @return always the same agent
     * @throws IllegalStateException if this loop turns by itself
     */
    public Agent agent() {
        return driver.agent();
    }

    /**
     * What a runner of the {@link #agent()} idles with that runs nothing else: {@link #idleStrategy(Duration)} with
     * {@link WakeableIdleStrategy#DEFAULT_BOUND}.
     *
     * @return a new strategy
     * @throws IllegalStateException if this loop turns by itself
     */
    public WakeableIdleStrategy idleStrategy() {
        return idleStrategy(WakeableIdleStrategy.DEFAULT_BOUND);
    }

    /**
     * What a runner of the {@link #agent()} idles with: spins a little, then sleeps until this loop has something to do. Another agent of the same
     * runner is looked after when that sleep is over.
     *
     * <pre>{@code
     * PollLoop loop = PollLoop.invoked("orders");
     * AgentRunner.startOnThread(new AgentRunner(loop.idleStrategy(), errors, null, loop.agent()));
     * }</pre>
     *
     * <p>For the thread that calls the agent, and no other. The agent's {@code onClose}, which a runner calls at its end, closes it; who has no
     * runner that does so closes it when that thread idles no more.
     *
     * @param bound how long it sleeps at most, above zero, up to a second
     * @return a new strategy
     * @throws IllegalStateException if this loop turns by itself
     */
    public WakeableIdleStrategy idleStrategy(Duration bound) {
        return driver.idleStrategy(bound);
    }

    /** How to end its sleep. */
    LoopSleep sleep() {
        return driver;
    }

    void add(JournalSubscription<?> subscription) {
        driver.add(subscription);
    }

    @Override
    public void dispose() {
        if (this != SHARED) {
            driver.dispose();
        }
    }

    @Override
    public boolean isDisposed() {
        return driver.isDisposed();
    }
}

package io.tailrace.reactor;

import io.tailrace.WakeableIdleStrategy;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.agrona.concurrent.Agent;
import reactor.core.Disposable;

/** What turns a {@link DutyCycle}. */
interface LoopDriver extends Disposable, LoopSleep {
    /**
     * Takes a subscription in, and starts turning if it is the first.
     *
     * @param subscription not cancelled yet, or just so
     * @throws RejectedExecutionException if it was disposed, or cannot start
     */
    void add(JournalSubscription<?> subscription);

    /**
     * The cycle as an agent.
     *
     * @return an agent for the user's own runner
     * @throws IllegalStateException if this one turns by itself
     */
    default Agent agent() {
        throw new IllegalStateException("this poll loop turns by itself: an agent is what PollLoop.invoked(name) has");
    }

    /**
     * What the user's own runner of the {@link #agent()} idles with.
     *
     * @param bound how long it sleeps at most
     * @return a new strategy, woken by this loop
     * @throws IllegalStateException if this one turns by itself
     */
    default WakeableIdleStrategy idleStrategy(Duration bound) {
        throw new IllegalStateException(
                "this poll loop idles by itself: an idle strategy is what PollLoop.invoked(name) has");
    }

    static RejectedExecutionException disposed(String name) {
        return new RejectedExecutionException("poll loop \"" + name + "\" was disposed");
    }
}

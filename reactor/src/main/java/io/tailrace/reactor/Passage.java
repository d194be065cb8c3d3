package io.tailrace.reactor;

import io.tailrace.ConsumerWatch;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/**
 * Tells when a consumer has passed what was sent, one wait at a time: for the first position that it has not passed.
 *
 * <p><b>Threading:</b> of who holds the sender's {@code wip}.
 */
final class Passage {
    private final ConsumerWatch watch;
    private final Runnable wakeUp;
    private volatile boolean told;
    private volatile @Nullable Throwable failure;
    private boolean waiting;
    private long awaited;
    private long passed = -1;

    /**
     * @param wakeUp has the sender look again; called on a thread that must not wait
     */
    Passage(ConsumerWatch watch, Runnable wakeUp) {
        this.watch = watch;
        this.wakeUp = wakeUp;
    }

    /**
     * Whether the frame at a position has been passed; if not, the sender is woken when it has.
     *
     * @throws io.tailrace.ConsumerLostException if it never will
     */
    boolean isPassed(long position) {
        if (told) {
            told = false;
            waiting = false;
            if (failure != null) {
                throw Exceptions.propagate(failure);
            }
            // What was told stands, though the consumer may be lost by now.
            passed = awaited;
        }
        if (position <= passed || watch.hasPassed(position)) {
            return true;
        }
        if (!waiting) {
            waiting = true;
            awaited = position;
            watch.whenPassed(position).whenComplete((ignored, error) -> {
                failure = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
                told = true;
                wakeUp.run();
            });
        }
        return false;
    }

    void close() {
        watch.close();
    }
}

package io.tailrace.reactor;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * The subscriber, and what it has been told: values, then at most one end, nothing after a cancel.
 *
 * <p><b>Threading:</b> {@link #cancel} and the looks at what happened any thread; all else the loop's.
 *
 * @param <T> what it gets
 */
final class Downstream<T> {
    private final CoreSubscriber<? super T> actual;

    private volatile boolean cancelled;
    private volatile boolean terminated;
    private volatile @Nullable Throwable error;

    // Of the loop's thread.
    private @Nullable Thread emitting;
    private @Nullable Throwable thrownByActual;
    private boolean cancelledByActual;

    Downstream(CoreSubscriber<? super T> actual) {
        this.actual = actual;
    }

    CoreSubscriber<? super T> actual() {
        return actual;
    }

    void cancel() {
        // Nobody but the loop's thread can see itself there.
        if (emitting == Thread.currentThread() && !cancelled) {
            cancelledByActual = true;
        }
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    boolean isTerminated() {
        return terminated;
    }

    @Nullable
    Throwable error() {
        return error;
    }

    void beginEmitting() {
        emitting = Thread.currentThread();
    }

    void endEmitting() {
        emitting = null;
    }

    /** Discards a value that nobody wants any more, and throws, so that its frame is not passed. */
    void requireWanted(T value) {
        if (cancelled) {
            Operators.onDiscard(value, actual.currentContext());
            throw Stop.CANCELLED;
        }
    }

    /**
     * Hands one value on. What the subscriber throws is noted and thrown.
     *
     * @return whether it wants more
     */
    boolean next(T value) {
        try {
            actual.onNext(value);
        } catch (Throwable t) {
            thrownByActual = t;
            throw t;
        }
        return !cancelled;
    }

    /** Whether the subscriber cancelled inside {@code onNext}, of which it so has taken its value. */
    boolean isCancelledByActual() {
        return cancelledByActual;
    }

    @Nullable
    Throwable thrownByActual() {
        return thrownByActual;
    }

    void complete() {
        terminated = true;
        try {
            actual.onComplete();
        } catch (Throwable t) {
            drop(t);
        }
    }

    /** Signals to whom it may concern what came out of the journal, the decoder, the subscriber or the loop. */
    void fail(Throwable t) {
        if (t == Stop.CANCELLED) {
            return;
        }
        Throwable thrown = thrownByActual;
        if (thrown != null) {
            // Whatever the reader made of it: a subscriber that throws has cancelled.
            cancelled = true;
        }
        if (cancelled) {
            drop(thrown != null ? thrown : t);
            return;
        }
        terminated = true;
        try {
            Throwable explained = Errors.explained(null, t, null, actual.currentContext());
            error = explained;
            actual.onError(explained);
        } catch (Throwable thrownByOnError) {
            drop(thrownByOnError);
        }
    }

    /** Fatal errors too: they must not end the loop, which others share. */
    void drop(Throwable t) {
        Errors.drop(t, actual.currentContext());
    }
}

package io.tailrace.reactor;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * What the subscriber of a send asked for, and what it is to be told.
 *
 * <p><b>Threading:</b> request and cancel come on any thread; all else is of who holds the sender's {@code wip}.
 *
 * @param <T> what is sent
 * @param <R> what is told of it
 */
abstract class SendResults<T, R> {
    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<SendResults> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(SendResults.class, "requested");

    private final CoreSubscriber<? super R> actual;
    private volatile long requested;
    private volatile boolean cancelled;
    private volatile @Nullable Throwable badRequest;
    private @Nullable Passage passage;
    private long emitted;

    SendResults(CoreSubscriber<? super R> actual) {
        this.actual = actual;
    }

    final CoreSubscriber<? super R> actual() {
        return actual;
    }

    final void request(long n) {
        if (n > 0) {
            Operators.addCap(REQUESTED, this, n);
        } else {
            // Rule 3.9 wants an error signalled, where Reactor's own operators only report one.
            badRequest = new IllegalArgumentException("rule 3.9: requested " + n + ", which is not positive");
        }
    }

    final @Nullable Throwable badRequest() {
        return badRequest;
    }

    final void cancel() {
        cancelled = true;
    }

    final boolean isCancelled() {
        return cancelled;
    }

    /** What is sent counts as done when this says so. */
    final void confirmBy(Passage confirming) {
        passage = confirming;
    }

    final boolean isConfirmed(long position) {
        return passage == null || passage.isPassed(position);
    }

    final void closePassage() {
        Passage open = passage;
        passage = null;
        if (open != null) {
            open.close();
        }
    }

    /** What is asked for and not told yet; from any thread, about. */
    final long requested() {
        long all = requested;
        return all == Long.MAX_VALUE ? all : all - emitted;
    }

    final boolean isRequested() {
        return emitted != requested && !cancelled;
    }

    final void emit(R result) {
        emitted++;
        try {
            actual.onNext(result);
        } catch (Throwable t) {
            // Other senders wait for what this thread holds; and a subscriber that throws has cancelled.
            cancel();
            Errors.drop(t, actual.currentContext());
        }
    }

    /** Whether it holds as much as was ever requested of the source: then that emits too much. */
    abstract boolean isFull();

    /** An element stands in the journal. */
    abstract void appended(T element, long position);

    /**
     * Looks what is confirmed by now.
     *
     * @param ended nothing is appended any more
     * @param failed for there is an error
     * @throws io.tailrace.ConsumerLostException if what is left never will be
     */
    abstract void confirm(boolean ended, boolean failed);

    /** Whether {@link #tell} would tell something. */
    abstract boolean hasNews();

    /** Tells what is confirmed and asked for. */
    abstract void tell();

    /** Whether only the terminal signal is left to tell. */
    abstract boolean isTold(boolean failed);

    /** What is not confirmed never will be. */
    abstract void discardUnconfirmed();

    /** Nobody asks for what is left. */
    abstract void discardAll();
}

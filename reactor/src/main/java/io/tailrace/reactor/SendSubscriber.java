package io.tailrace.reactor;

import io.tailrace.Journal;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Appends what a source emits; both the source's subscriber and the subscription of the result.
 *
 * <p><b>Threading:</b> whoever raises {@link #wip} from 0 does all there is to do until it is 0 again; opening, appending, leaving and the
 * signals downstream are serial by that. As a rule it is the source's thread, which appends what it just emitted and never queues it. The
 * queue is for what arrives while another thread is at it, while it is somebody else's turn to append, or while nothing can be appended.
 * A thread that must not wait gives {@code wip} to one that may, where there is something to wait for.
 *
 * @param <T> what the source emits
 * @param <R> what is told of it
 */
final class SendSubscriber<T, R> implements CoreSubscriber<T>, Subscription, Scannable, Baton.Holder {
    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<SendSubscriber> WIP =
            AtomicIntegerFieldUpdater.newUpdater(SendSubscriber.class, "wip");

    private enum Phase {
        /** There is, or may come, something to append. */
        APPENDING,
        /** Nothing is appended any more; the role has still to be left. */
        ENDED,
        /** The role is left; results may have to be confirmed, or to be asked for. */
        LEFT
    }

    private final SendResults<T, R> results;
    private final Upstream upstream;
    private final SinkSettings settings;
    private final Appending<T> appending;
    private final Queue<T> queue;

    /** Held from the begin until the journal is open, so that a cancel meanwhile is a note for who opens. */
    private volatile int wip = 1;

    private volatile boolean sourceDone;
    private volatile boolean terminated;

    /** Published by {@link #sourceDone}. */
    private @Nullable Throwable sourceError;

    // Of who holds wip.
    private Phase phase = Phase.APPENDING;

    SendSubscriber(
            SendResults<T, R> results, Upstream upstream, FrameEncoder<? super T> encoder, SinkSettings settings) {
        this.results = results;
        this.upstream = upstream;
        this.settings = settings;
        this.appending = new Appending<>(results, upstream, encoder, settings, this);
        this.queue = Queues.<T>get(settings.prefetch()).get();
    }

    void start(Publisher<? extends T> source) {
        try {
            Schedulers.boundedElastic().schedule(() -> openAndSubscribe(source));
        } catch (RejectedExecutionException e) {
            appending.fail(e);
            drain(1);
        }
    }

    private void openAndSubscribe(Publisher<? extends T> source) {
        if (!results.isCancelled()) {
            try {
                open();
            } catch (Throwable t) {
                appending.fail(t);
            }
        }
        drain(1);
        if (!terminated) {
            try {
                source.subscribe(this);
            } catch (Throwable t) {
                // A fatal one, which Flux does not signal. Nobody else would free the writer's role.
                onError(t);
            }
        }
    }

    private void open() {
        Journal journal = appending.openJournal();
        String consumer = settings.confirmation().consumer();
        if (consumer != null) {
            // Before anything is appended: what happens to the consumer from here on counts.
            results.confirmBy(new Passage(journal.watchConsumer(consumer), this::wake));
        }
        appending.openAppender(journal);
    }

    @Override
    public void onSubscribe(Subscription s) {
        upstream.set(s);
    }

    @Override
    public void onNext(T value) {
        Objects.requireNonNull(value, "onNext with null");
        if (sourceDone) {
            Operators.onNextDropped(value, currentContext());
            return;
        }
        if (results.isCancelled() || terminated) {
            // The source was cancelled, and may not have heard of it.
            Operators.onDiscard(value, currentContext());
            return;
        }
        if (wip == 0 && WIP.compareAndSet(this, 0, 1)) {
            boolean atOnce = phase == Phase.APPENDING && queue.isEmpty() && appending.mayAppendAtOnce();
            if (!atOnce || !appending.append(value)) {
                enqueue(value);
            }
            drain(1);
        } else {
            enqueue(value);
            drainUnlessBusy();
        }
    }

    private void enqueue(T value) {
        if (!queue.offer(value)) {
            upstream.cancel();
            Operators.onDiscard(value, currentContext());
            onError(Appending.overflow());
        }
    }

    @Override
    public void onError(Throwable t) {
        Objects.requireNonNull(t, "onError with null");
        if (sourceDone || terminated || results.isCancelled()) {
            Operators.onErrorDropped(t, currentContext());
            return;
        }
        sourceError = t;
        sourceDone = true;
        drainUnlessBusy();
    }

    @Override
    public void onComplete() {
        sourceDone = true;
        drainUnlessBusy();
    }

    @Override
    public void request(long n) {
        results.request(n);
        drainUnlessBusy();
    }

    @Override
    public void cancel() {
        results.cancel();
        upstream.cancel();
        drainUnlessBusy();
    }

    @Override
    public void poke() {
        if (WIP.getAndIncrement(this) == 0) {
            appending.noteGrant();
            if (queue.isEmpty()) {
                appending.giveTurn();
            }
            // The thread is another sender's: it must not be kept by what this one has to do.
            int missed = WIP.decrementAndGet(this);
            if (missed != 0) {
                handOver(missed);
            }
        }
    }

    @Override
    public void granted() {
        if (appending.grant()) {
            wake();
        }
    }

    @Override
    public void wake() {
        if (WIP.getAndIncrement(this) == 0) {
            handOver(1);
        }
    }

    /** Gives wip to a thread that may wait. */
    private void handOver(int missed) {
        try {
            Schedulers.boundedElastic().schedule(() -> drain(missed));
        } catch (RejectedExecutionException e) {
            appending.mayWait();
            drain(missed);
        }
    }

    private void drainUnlessBusy() {
        if (WIP.getAndIncrement(this) == 0) {
            drain(1);
        }
    }

    private void drain(int begun) {
        int missed = begun;
        do {
            if (!work()) {
                handOver(missed);
                return;
            }
            missed = WIP.addAndGet(this, -missed);
        } while (missed != 0);
        upstream.flush();
    }

    /** False if what is to be done next may wait, and this thread must not. */
    private boolean work() {
        appending.noteGrant();
        Throwable bad = results.badRequest();
        if (bad != null) {
            appending.fail(bad);
        }
        if (phase == Phase.APPENDING && !appendQueued()) {
            return false;
        }
        if (phase == Phase.ENDED) {
            if (appending.mustNotWait()) {
                return false;
            }
            leave();
        }
        if (phase == Phase.LEFT) {
            Operators.onDiscardQueueWithClear(queue, currentContext(), null);
        }
        return terminated || tell();
    }

    private boolean appendQueued() {
        while (!results.isCancelled() && appending.isSound()) {
            // Read before the queue: what was queued before the end is appended.
            boolean end = sourceDone;
            T value = queue.peek();
            if (value == null && end) {
                break;
            }
            if (value == null) {
                appending.giveTurnIfContended();
                return true;
            }
            if (!appending.takeTurn()) {
                if (appending.failure() == null) {
                    return true;
                }
            } else if (appending.append(value)) {
                queue.poll();
            } else if (appending.takeElsewhere()) {
                return false;
            }
        }
        phase = Phase.ENDED;
        return true;
    }

    /** Frees role, locks and mappings, before anything is told that ends. */
    private void leave() {
        phase = Phase.LEFT;
        if (appending.failure() != null) {
            upstream.cancel();
        }
        appending.leave();
    }

    /** What is confirmed and asked for; then, if nothing else is to come, the end. */
    private boolean tell() {
        boolean left = phase == Phase.LEFT;
        boolean failed = appending.failure() != null || left && sourceError != null;
        if (!results.isCancelled()) {
            try {
                results.confirm(left, failed);
            } catch (Throwable t) {
                appending.failAlso(t);
                results.discardUnconfirmed();
                return work();
            }
            if (results.hasNews()) {
                tellStandingAside();
            }
        }
        if (left && (results.isCancelled() || results.badRequest() != null || results.isTold(failed))) {
            finish();
        }
        return true;
    }

    /** The subscriber may send too, and wait for that: so the turn must not come to rest here. */
    private void tellStandingAside() {
        appending.standAside();
        results.tell();
        boolean mayHaveMissedIt = appending.standInLine() && !queue.isEmpty();
        if (results.isCancelled()) {
            upstream.cancel();
        }
        if (mayHaveMissedIt || results.isCancelled()) {
            WIP.incrementAndGet(this);
        }
    }

    private void finish() {
        terminated = true;
        Throwable failure = appending.failure();
        Throwable error = failure != null ? failure : sourceError;
        if (failure != null && sourceError != null) {
            Errors.drop(sourceError, currentContext());
        }
        results.discardAll();
        try {
            results.closePassage();
        } catch (Throwable t) {
            error = error == null ? t : Exceptions.addSuppressed(error, t);
        }
        if (results.isCancelled()) {
            if (error != null) {
                Errors.drop(error, currentContext());
            }
            return;
        }
        try {
            if (error != null) {
                results.actual().onError(error);
            } else {
                results.actual().onComplete();
            }
        } catch (Throwable thrownByActual) {
            Errors.drop(thrownByActual, currentContext());
        }
    }

    @Override
    public Context currentContext() {
        return results.actual().currentContext();
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return upstream.subscription();
        }
        if (key == Attr.ACTUAL) {
            return results.actual();
        }
        if (key == Attr.PREFETCH) {
            return upstream.prefetch();
        }
        if (key == Attr.BUFFERED) {
            return queue.size();
        }
        if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
            return results.requested();
        }
        if (key == Attr.CANCELLED) {
            return results.isCancelled();
        }
        if (key == Attr.TERMINATED) {
            return terminated;
        }
        if (key == Attr.ERROR) {
            Throwable failure = appending.failure() != null ? appending.failure() : sourceError;
            return failure != null ? failure : appending.stallReason();
        }
        if (key == Attr.RUN_STYLE) {
            return Attr.RunStyle.ASYNC;
        }
        return null;
    }
}

package io.tailrace.reactor;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
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
 * <p><b>Threading:</b> whoever raises {@link #wip} from 0 has the appender, and does all there is to do until it is 0 again; opening,
 * appending, closing and the result's signals are serial by that. As a rule it is the source's thread, which appends what it just emitted
 * and never queues it. The queue is for what arrives while another thread is at it: one that opens, cancels, or goes on after a page was
 * waited for.
 *
 * @param <T> what the source emits
 */
final class SendSubscriber<T> implements CoreSubscriber<T>, Subscription, Scannable {
    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<SendSubscriber> WIP =
            AtomicIntegerFieldUpdater.newUpdater(SendSubscriber.class, "wip");

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<SendSubscriber, Subscription> UPSTREAM =
            AtomicReferenceFieldUpdater.newUpdater(SendSubscriber.class, Subscription.class, "upstream");

    private final CoreSubscriber<? super SendResult> actual;
    private final FrameEncoder<? super T> encoder;
    private final AppenderLease lease;
    private final int prefetch;
    private final int limit;
    private final Queue<T> queue;

    /** Held from the begin until the journal is open, so that a cancel meanwhile is a note for who opens. */
    private volatile int wip = 1;

    private volatile @Nullable Subscription upstream;
    private volatile boolean requested;
    private volatile @Nullable Throwable badRequest;
    private volatile boolean cancelled;
    private volatile boolean sourceDone;
    private volatile boolean pageCame;
    private volatile boolean terminated;

    /** Published by {@link #sourceDone}. */
    private @Nullable Throwable sourceError;

    // Of who holds wip.
    private boolean waitingForPage;
    private @Nullable Throwable failure;
    private @Nullable SendResult result;
    private long count;
    private long lastPosition = -1;
    private int appendedSinceRequest;

    SendSubscriber(
            CoreSubscriber<? super SendResult> actual,
            FrameEncoder<? super T> encoder,
            AppenderLease lease,
            int prefetch) {
        this.actual = actual;
        this.encoder = encoder;
        this.lease = lease;
        this.prefetch = prefetch;
        this.limit = prefetch == Integer.MAX_VALUE ? Integer.MAX_VALUE : prefetch - (prefetch >> 2);
        this.queue = Queues.<T>get(prefetch).get();
    }

    void start(Publisher<T> source) {
        try {
            Schedulers.boundedElastic().schedule(() -> openAndSubscribe(source));
        } catch (RejectedExecutionException e) {
            failure = e;
            drain(1);
        }
    }

    private void openAndSubscribe(Publisher<T> source) {
        if (!cancelled) {
            try {
                lease.open();
            } catch (Throwable t) {
                failure = t;
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

    @Override
    public void onSubscribe(Subscription s) {
        if (Operators.setOnce(UPSTREAM, this, s)) {
            s.request(prefetch == Integer.MAX_VALUE ? Long.MAX_VALUE : prefetch);
        }
    }

    @Override
    public void onNext(T value) {
        Objects.requireNonNull(value, "onNext with null");
        if (cancelled) {
            Operators.onDiscard(value, currentContext());
            return;
        }
        if (sourceDone || terminated) {
            Operators.onNextDropped(value, currentContext());
            return;
        }
        if (wip == 0 && WIP.compareAndSet(this, 0, 1)) {
            if (waitingForPage || !queue.isEmpty() || !tryAppend(value)) {
                enqueue(value);
            } else {
                replenish();
            }
            drain(1);
        } else {
            enqueue(value);
            drainUnlessBusy();
        }
    }

    private void enqueue(T value) {
        if (!queue.offer(value)) {
            Operators.terminate(UPSTREAM, this);
            Operators.onDiscard(value, currentContext());
            onError(Exceptions.failWithOverflow("the source emits more than was requested"));
        }
    }

    @Override
    public void onError(Throwable t) {
        Objects.requireNonNull(t, "onError with null");
        if (sourceDone || terminated || cancelled) {
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
        if (n > 0) {
            requested = true;
        } else {
            // Rule 3.9 wants an error signalled, where Reactor's own operators only report one.
            badRequest = new IllegalArgumentException("rule 3.9: requested " + n + ", which is not positive");
        }
        drainUnlessBusy();
    }

    @Override
    public void cancel() {
        cancelled = true;
        Operators.terminate(UPSTREAM, this);
        drainUnlessBusy();
    }

    private void drainUnlessBusy() {
        if (WIP.getAndIncrement(this) == 0) {
            drain(1);
        }
    }

    private void drain(int begun) {
        int missed = begun;
        do {
            if (terminated) {
                Operators.onDiscardQueueWithClear(queue, currentContext(), null);
                emitResultIfRequested();
            } else {
                appendQueued();
            }
            missed = WIP.addAndGet(this, -missed);
        } while (missed != 0);
    }

    private void appendQueued() {
        if (badRequest != null && failure == null) {
            failure = badRequest;
        }
        if (pageCame) {
            pageCame = false;
            waitingForPage = false;
        }
        while (!cancelled && failure == null) {
            if (waitingForPage) {
                return;
            }
            // Read before the queue: what was queued before the end is appended.
            boolean end = sourceDone;
            T value = queue.peek();
            if (value == null) {
                if (end) {
                    break;
                }
                return;
            }
            if (!tryAppend(value)) {
                return;
            }
            // First out of the queue, then on to more: the bound is for both together.
            queue.poll();
            replenish();
        }
        finish();
    }

    /** False if the value has to wait for a page. A failure is noted, not thrown. */
    private boolean tryAppend(T value) {
        try {
            int maxLength = encoder.maxLength(value);
            if (Schedulers.isInNonBlockingThread() && lease.wouldWait(maxLength)) {
                waitingForPage = true;
                // Whether it came or could not be made: a thread that may wait tells by appending.
                lease.whenReady(maxLength).whenComplete((ignored, error) -> handOver());
                return false;
            }
            lastPosition = lease.append(value, maxLength, encoder);
            count++;
        } catch (Throwable t) {
            failure = explained(t, value);
            Operators.onDiscard(value, currentContext());
        }
        return true;
    }

    private void replenish() {
        if (failure == null && ++appendedSinceRequest == limit) {
            appendedSinceRequest = 0;
            Subscription s = upstream;
            if (s != null) {
                s.request(limit);
            }
        }
    }

    /** As the hook for errors of operators wants it, unless that throws itself. */
    private Throwable explained(Throwable t, T value) {
        if (Exceptions.isFatal(t)) {
            return t;
        }
        try {
            return Operators.onOperatorError(upstream, t, value, currentContext());
        } catch (Throwable thrownByHook) {
            return Exceptions.addSuppressed(t, thrownByHook);
        }
    }

    /** From the library's thread that makes pages, which must not wait, to one that may. */
    private void handOver() {
        try {
            Schedulers.boundedElastic().schedule(this::resume);
        } catch (RejectedExecutionException e) {
            resume();
        }
    }

    private void resume() {
        pageCame = true;
        drainUnlessBusy();
    }

    /** Frees role, locks and mappings, then tells. */
    private void finish() {
        terminated = true;
        Throwable sourceFailed = sourceDone ? sourceError : null;
        Throwable error = failure != null ? failure : sourceFailed;
        if (failure != null) {
            Operators.terminate(UPSTREAM, this);
            if (sourceFailed != null) {
                Operators.onErrorDropped(sourceFailed, currentContext());
            }
        }
        try {
            lease.close();
        } catch (Throwable t) {
            error = error == null ? t : Exceptions.addSuppressed(error, t);
        }
        Operators.onDiscardQueueWithClear(queue, currentContext(), null);
        if (cancelled) {
            if (error != null) {
                Operators.onErrorDropped(error, currentContext());
            }
        } else if (error != null) {
            actual.onError(error);
        } else {
            result = new SendResult(count, lastPosition);
            emitResultIfRequested();
        }
    }

    private void emitResultIfRequested() {
        SendResult value = result;
        if (value != null && badRequest != null && !cancelled) {
            result = null;
            actual.onError(badRequest);
        } else if (value != null && requested && !cancelled) {
            result = null;
            actual.onNext(value);
            actual.onComplete();
        }
    }

    @Override
    public Context currentContext() {
        return actual.currentContext();
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return upstream;
        }
        if (key == Attr.ACTUAL) {
            return actual;
        }
        if (key == Attr.PREFETCH) {
            return prefetch;
        }
        if (key == Attr.BUFFERED) {
            return queue.size();
        }
        if (key == Attr.CANCELLED) {
            return cancelled;
        }
        if (key == Attr.TERMINATED) {
            return terminated;
        }
        if (key == Attr.ERROR) {
            return failure != null ? failure : sourceError;
        }
        if (key == Attr.RUN_STYLE) {
            return Attr.RunStyle.ASYNC;
        }
        return null;
    }
}

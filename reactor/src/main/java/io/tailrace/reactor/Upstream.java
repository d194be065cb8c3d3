package io.tailrace.reactor;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/**
 * The source's subscription, of which a bounded number of elements is requested ahead.
 *
 * <p><b>Threading:</b> {@link #done} is of who holds the sender's {@code wip}, all else is for any thread. What is owed is requested by
 * {@link #flush}, which is called when {@code wip} is given back: a source may well emit, even wait, inside of {@code request}. Requests
 * are serial (rule 2.7).
 */
final class Upstream {
    private static final AtomicReferenceFieldUpdater<Upstream, Subscription> SUBSCRIPTION =
            AtomicReferenceFieldUpdater.newUpdater(Upstream.class, Subscription.class, "subscription");
    private static final AtomicLongFieldUpdater<Upstream> OWED =
            AtomicLongFieldUpdater.newUpdater(Upstream.class, "owed");
    private static final AtomicIntegerFieldUpdater<Upstream> REQUESTING =
            AtomicIntegerFieldUpdater.newUpdater(Upstream.class, "requesting");

    private final int prefetch;
    private final int limit;
    private volatile @Nullable Subscription subscription;
    private volatile long owed;
    private volatile int requesting;
    private int done;

    Upstream(int prefetch) {
        this.prefetch = prefetch;
        this.limit = isUnbounded() ? Integer.MAX_VALUE : prefetch - (prefetch >> 2);
    }

    int prefetch() {
        return prefetch;
    }

    boolean isUnbounded() {
        return prefetch == Integer.MAX_VALUE;
    }

    @Nullable
    Subscription subscription() {
        return subscription;
    }

    void set(Subscription s) {
        if (Operators.setOnce(SUBSCRIPTION, this, s)) {
            OWED.addAndGet(this, isUnbounded() ? Long.MAX_VALUE : prefetch);
            flush();
        }
    }

    /** One of those requested needs no place any more. */
    void done() {
        if (!isUnbounded() && ++done == limit) {
            done = 0;
            OWED.addAndGet(this, limit);
        }
    }

    void flush() {
        if (owed == 0 || REQUESTING.getAndIncrement(this) != 0) {
            return;
        }
        int missed = 1;
        do {
            long due = OWED.getAndSet(this, 0);
            Subscription s = subscription;
            if (due != 0 && s != null) {
                s.request(due);
            }
            missed = REQUESTING.addAndGet(this, -missed);
        } while (missed != 0);
    }

    void cancel() {
        Operators.terminate(SUBSCRIPTION, this);
    }
}

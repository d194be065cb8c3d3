package io.tailrace.reactor;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Subscription;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;

/** A subscriber that keeps what it gets, and how it ended. */
class Collected<T> extends BaseSubscriber<T> {
    final List<T> values = new CopyOnWriteArrayList<>();
    private final long initial;
    private volatile Subscription subscription;
    private volatile Throwable error;
    private volatile SignalType end;

    Collected() {
        this(Long.MAX_VALUE);
    }

    Collected(long initial) {
        this.initial = initial;
    }

    @Override
    protected void hookOnSubscribe(Subscription s) {
        subscription = s;
        if (initial > 0) {
            request(initial);
        }
    }

    @Override
    protected void hookOnNext(T value) {
        values.add(value);
    }

    @Override
    protected void hookOnError(Throwable t) {
        error = t;
    }

    @Override
    protected void hookFinally(SignalType type) {
        end = type;
    }

    Throwable error() {
        return error;
    }

    /** Null until it ended. */
    SignalType end() {
        return end;
    }

    <V> V scan(Scannable.Attr<V> key) {
        return Scannable.from(subscription).scan(key);
    }
}

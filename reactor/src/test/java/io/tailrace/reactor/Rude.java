package io.tailrace.reactor;

import java.util.function.Consumer;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** A subscriber that throws out of {@code onNext}, which operators of Reactor never do. */
record Rude<T>(Consumer<? super T> handler) implements CoreSubscriber<T> {
    @Override
    public void onSubscribe(Subscription s) {
        s.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T value) {
        handler.accept(value);
    }

    @Override
    public void onError(Throwable t) {
        throw new AssertionError("a signal after what is a cancel", t);
    }

    @Override
    public void onComplete() {
        throw new AssertionError("a signal after what is a cancel");
    }
}

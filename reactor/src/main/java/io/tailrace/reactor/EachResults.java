package io.tailrace.reactor;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * Is told a result for each element. An element keeps its place among those requested ahead until its result was told, so that results
 * that are not confirmed, or not asked for, are at most as many.
 *
 * @param <T> what is sent
 * @param <C> the correlation's type
 */
final class EachResults<T, C extends @Nullable Object> extends SendResults<Outgoing<? extends T, C>, SendResult<C>> {
    private final Upstream upstream;
    private final Queue<SendResult<C>> unconfirmed = new ArrayDeque<>();
    private final Queue<SendResult<C>> confirmed = new ArrayDeque<>();

    EachResults(CoreSubscriber<? super SendResult<C>> actual, Upstream upstream) {
        super(actual);
        this.upstream = upstream;
    }

    @Override
    boolean isFull() {
        return unconfirmed.size() + confirmed.size() >= upstream.prefetch();
    }

    @Override
    void appended(Outgoing<? extends T, C> element, long position) {
        unconfirmed.add(new SendResult<>(position, element.correlation()));
    }

    @Override
    void confirm(boolean ended, boolean failed) {
        SendResult<C> first = unconfirmed.peek();
        while (first != null && isConfirmed(first.position())) {
            unconfirmed.remove();
            confirmed.add(first);
            first = unconfirmed.peek();
        }
    }

    @Override
    boolean hasNews() {
        return !confirmed.isEmpty() && isRequested();
    }

    @Override
    void tell() {
        while (hasNews()) {
            SendResult<C> result = confirmed.remove();
            upstream.done();
            emit(result);
        }
    }

    @Override
    boolean isTold(boolean failed) {
        return unconfirmed.isEmpty() && confirmed.isEmpty();
    }

    @Override
    void discardUnconfirmed() {
        Operators.onDiscardQueueWithClear(unconfirmed, actual().currentContext(), null);
    }

    @Override
    void discardAll() {
        Operators.onDiscardQueueWithClear(confirmed, actual().currentContext(), null);
        discardUnconfirmed();
    }
}

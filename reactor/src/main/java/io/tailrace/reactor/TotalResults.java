package io.tailrace.reactor;

import reactor.core.CoreSubscriber;

/**
 * Is told one total, when all is done.
 *
 * @param <T> what is sent
 */
final class TotalResults<T> extends SendResults<T, SendTotal> {
    private final Upstream upstream;
    private long count;
    private long lastPosition = -1;
    private boolean confirmed;
    private boolean told;

    TotalResults(CoreSubscriber<? super SendTotal> actual, Upstream upstream) {
        super(actual);
        this.upstream = upstream;
    }

    @Override
    boolean isFull() {
        return false;
    }

    @Override
    void appended(T element, long position) {
        count++;
        lastPosition = position;
        upstream.done();
    }

    @Override
    void confirm(boolean ended, boolean failed) {
        confirmed |= ended && !failed && (count == 0 || isConfirmed(lastPosition));
    }

    @Override
    boolean hasNews() {
        return confirmed && !told && isRequested();
    }

    @Override
    void tell() {
        told = true;
        // For a mono its value is as good as the end.
        closePassage();
        emit(new SendTotal(count, lastPosition));
    }

    @Override
    boolean isTold(boolean failed) {
        return told || failed;
    }

    @Override
    void discardUnconfirmed() {}

    @Override
    void discardAll() {}
}

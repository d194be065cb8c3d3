package io.tailrace.stress.waiting;

import io.tailrace.Journal;
import io.tailrace.Start;
import io.tailrace.reactor.JournalFlux;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.Disposable;
import reactor.core.Scannable;

/** A slice read through a flux, on the loop that all share. */
final class FluxSlice {
    /** Takes a frame; false if it was the last one. */
    @FunctionalInterface
    interface Taker {
        boolean take(long nanoTime, long kind);
    }

    /** What a frame says. */
    private record Sample(long nanoTime, long kind) {}

    private FluxSlice() {}

    /**
     * Reads until the last frame, and says how the loop was woken.
     *
     * @param subscribed run when frames may come
     */
    static String run(Journal journal, Taker taker, Runnable subscribed) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<Scannable> subscription = new AtomicReference<>();
        AtomicReference<Throwable> error = new AtomicReference<>();
        Disposable reading = JournalFlux.from(journal)
                .start(Start.latest())
                .receive((buffer, offset, length, header) ->
                        new Sample(WaitingFrame.nanoTime(buffer, offset), WaitingFrame.kind(buffer, offset)))
                .doOnSubscribe(each -> subscription.set(Scannable.from(each)))
                .subscribe(
                        sample -> {
                            if (!taker.take(sample.nanoTime(), sample.kind())) {
                                ended.countDown();
                            }
                        },
                        e -> {
                            error.set(e);
                            ended.countDown();
                        });
        subscribed.run();
        ended.await();
        if (error.get() != null) {
            throw new IllegalStateException(error.get());
        }
        String way = subscription.get().scan(JournalFlux.WOKEN_BY);
        reading.dispose();
        return way == null ? "-" : way;
    }
}

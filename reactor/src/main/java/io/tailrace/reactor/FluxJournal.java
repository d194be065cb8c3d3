package io.tailrace.reactor;

import io.tailrace.FrameDecoder;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.util.function.Tuple2;
import reactor.util.function.Tuples;

/**
 * A journal as a cold source: each subscriber gets a {@link JournalSubscription} that a poll loop drives.
 *
 * @param <T> what is decoded
 */
final class FluxJournal<T> extends Flux<T> implements Scannable {
    private final ReaderSource source;
    private final PollLoop loop;
    private final Function<CoreSubscriber<? super T>, JournalSubscription<T>> subscriptions;

    private FluxJournal(
            ReaderSource source,
            PollLoop loop,
            Function<CoreSubscriber<? super T>, JournalSubscription<T>> subscriptions) {
        this.source = source;
        this.loop = loop;
        this.subscriptions = subscriptions;
    }

    static <T> Flux<T> assemble(ReaderSource source, FrameDecoder<? extends T> decoder, PollLoop loop) {
        return onAssembly(new FluxJournal<>(
                source, loop, actual -> new JournalSubscription<>(actual, decoder, source, null, loop.sleep())));
    }

    /** One whose subscribers acknowledge: each gets a window of its own. */
    static <T> Flux<Delivery<T>> assembleManual(ReaderSource source, FrameDecoder<? extends T> decoder, PollLoop loop) {
        return onAssembly(new FluxJournal<Delivery<T>>(source, loop, actual -> {
            DeliveryWindow window = new DeliveryWindow(source.maxInFlight());
            LoopSleep sleep = loop.sleep();
            return new JournalSubscription<>(
                    actual, new DeliveryDecoder<T>(decoder, window, sleep), source, window, sleep);
        }));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        JournalSubscription<T> subscription = subscriptions.apply(actual);
        actual.onSubscribe(subscription);
        subscription.join();
        try {
            loop.add(subscription);
        } catch (RejectedExecutionException e) {
            subscription.abort(e);
        }
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.RUN_STYLE) {
            return Attr.RunStyle.ASYNC;
        }
        if (key == Attr.PREFETCH) {
            return 0;
        }
        if (key == Attr.NAME) {
            return "tailrace.journal";
        }
        if (key == Attr.TAGS) {
            return tagsOfSource();
        }
        return null;
    }

    private Stream<Tuple2<String, String>> tagsOfSource() {
        Tuple2<String, String> journal =
                Tuples.of("journal", String.valueOf(source.path().getFileName()));
        String consumer = source.readerOptions().consumer();
        return consumer == null ? Stream.of(journal) : Stream.of(journal, Tuples.of("consumer", consumer));
    }
}

package io.tailrace.reactor;

import io.tailrace.FrameDecoder;
import java.util.concurrent.RejectedExecutionException;
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
    private final FrameDecoder<? extends T> decoder;
    private final PollLoop loop;

    private FluxJournal(ReaderSource source, FrameDecoder<? extends T> decoder, PollLoop loop) {
        this.source = source;
        this.decoder = decoder;
        this.loop = loop;
    }

    static <T> Flux<T> assemble(ReaderSource source, FrameDecoder<? extends T> decoder, PollLoop loop) {
        return onAssembly(new FluxJournal<>(source, decoder, loop));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        JournalSubscription<T> subscription = new JournalSubscription<>(actual, decoder, source);
        actual.onSubscribe(subscription);
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

package io.tailrace.reactor;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishing as a cold mono: each subscriber gets a {@link SendSubscriber} of its own.
 *
 * @param <T> what the source emits
 */
final class MonoSend<T> extends Mono<SendResult> implements Scannable {
    private final Flux<T> source;
    private final FrameEncoder<? super T> encoder;
    private final AppenderSource appenderSource;
    private final int prefetch;

    private MonoSend(Flux<T> source, FrameEncoder<? super T> encoder, AppenderSource appenderSource, int prefetch) {
        this.source = source;
        this.encoder = encoder;
        this.appenderSource = appenderSource;
        this.prefetch = prefetch;
    }

    static <T> Mono<SendResult> assemble(
            Publisher<? extends T> source,
            FrameEncoder<? super T> encoder,
            AppenderSource appenderSource,
            int prefetch) {
        return onAssembly(new MonoSend<>(Flux.from(source), encoder, appenderSource, prefetch));
    }

    @Override
    public void subscribe(CoreSubscriber<? super SendResult> actual) {
        SendSubscriber<T> subscriber =
                new SendSubscriber<>(actual, encoder, new AppenderLease(appenderSource), prefetch);
        actual.onSubscribe(subscriber);
        subscriber.start(source);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return source;
        }
        if (key == Attr.PREFETCH) {
            return prefetch;
        }
        if (key == Attr.RUN_STYLE) {
            return Attr.RunStyle.ASYNC;
        }
        return null;
    }
}

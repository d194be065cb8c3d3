package io.tailrace.reactor;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishing as a cold mono of the total: each subscriber gets a {@link SendSubscriber} of its own.
 *
 * @param <T> what the source emits
 */
final class MonoSend<T> extends Mono<SendTotal> implements Scannable {
    private final Flux<T> source;
    private final FrameEncoder<? super T> encoder;
    private final SinkSettings settings;

    private MonoSend(Flux<T> source, FrameEncoder<? super T> encoder, SinkSettings settings) {
        this.source = source;
        this.encoder = encoder;
        this.settings = settings;
    }

    static <T> Mono<SendTotal> assemble(
            Publisher<? extends T> source, FrameEncoder<? super T> encoder, SinkSettings settings) {
        return onAssembly(new MonoSend<>(Flux.from(source), encoder, settings));
    }

    @Override
    public void subscribe(CoreSubscriber<? super SendTotal> actual) {
        Upstream upstream = new Upstream(settings.prefetch());
        SendSubscriber<T, SendTotal> subscriber =
                new SendSubscriber<>(new TotalResults<>(actual, upstream), upstream, encoder, settings);
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
            return settings.prefetch();
        }
        if (key == Attr.RUN_STYLE) {
            return Attr.RunStyle.ASYNC;
        }
        if (key == Attr.NAME) {
            return SinkSettings.SCAN_NAME;
        }
        if (key == Attr.TAGS) {
            return settings.scanTags();
        }
        return null;
    }
}

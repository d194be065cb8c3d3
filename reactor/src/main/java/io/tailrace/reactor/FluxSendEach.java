package io.tailrace.reactor;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;

/**
 * Publishing as a cold flux of a result for each element: each subscriber gets a {@link SendSubscriber} of its own.
 *
 * @param <T> the values' type
 * @param <C> the correlations' type
 */
final class FluxSendEach<T, C extends @Nullable Object> extends Flux<SendResult<C>> implements Scannable {
    private final Flux<Outgoing<? extends T, C>> source;
    private final FrameEncoder<Outgoing<? extends T, C>> encoder;
    private final SinkSettings settings;

    private FluxSendEach(
            Flux<Outgoing<? extends T, C>> source,
            FrameEncoder<Outgoing<? extends T, C>> encoder,
            SinkSettings settings) {
        this.source = source;
        this.encoder = encoder;
        this.settings = settings;
    }

    static <T, C extends @Nullable Object> Flux<SendResult<C>> assemble(
            Publisher<? extends Outgoing<? extends T, C>> source,
            FrameEncoder<? super T> encoder,
            SinkSettings settings) {
        return onAssembly(new FluxSendEach<>(Flux.from(source), new OutgoingEncoder<>(encoder), settings));
    }

    @Override
    public void subscribe(CoreSubscriber<? super SendResult<C>> actual) {
        Upstream upstream = new Upstream(settings.prefetch());
        SendSubscriber<Outgoing<? extends T, C>, SendResult<C>> subscriber =
                new SendSubscriber<>(new EachResults<>(actual, upstream), upstream, encoder, settings);
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

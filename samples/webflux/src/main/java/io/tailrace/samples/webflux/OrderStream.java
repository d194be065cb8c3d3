package io.tailrace.samples.webflux;

import io.tailrace.ConsumerPolicy;
import io.tailrace.InvalidPositionException;
import io.tailrace.Start;
import io.tailrace.reactor.DrainSignal;
import io.tailrace.reactor.JournalFlux;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/**
 * Streams orders to browsers, each by a reader of its own, without a name: it begins where its browser says, and holds nobody up.
 *
 * <p>Backpressure reaches from the browser to the reader: the connection's buffer is full, Netty is not writable and asks for no more, and
 * the reader reads no more. What such a browser has not read when its pages go is a gap, of which it is told.
 */
@Component
final class OrderStream implements SmartLifecycle {
    private static final Duration RECONNECT = Duration.ofSeconds(1);

    private final OrderJournal journal;
    private volatile @Nullable DrainSignal signal;

    OrderStream(OrderJournal journal) {
        this.journal = journal;
    }

    /**
     * Streams what is there and what comes.
     *
     * @param last position of the last order that the browser got, to go on behind it; null for the first one that is kept
     */
    Flux<ServerSentEvent<String>> from(@Nullable Long last) {
        // A comment at once: headers go out with the first event, and a browser is not "open" before it has them.
        ServerSentEvent<String> hello = ServerSentEvent.<String>builder()
                .comment("orders")
                .retry(RECONNECT)
                .build();
        return Flux.defer(() -> events(last)).startWith(hello);
    }

    private Flux<ServerSentEvent<String>> events(@Nullable Long last) {
        DrainSignal begun = signal;
        if (begun == null) {
            // At the end: the browser asks again, and finds the next process.
            return Flux.empty();
        }
        OrderEvents events = new OrderEvents();
        JournalFlux orders = journal.orders()
                .policy(ConsumerPolicy.FREE)
                .draining(begun)
                .skipGaps(gap -> events.lostFrom(gap.from()));
        Flux<List<ServerSentEvent<String>>> read = last == null
                ? orders.receive(events)
                : orders.start(Start.position(last + 1))
                        .receive(events)
                        .onErrorResume(InvalidPositionException.class, e -> {
                            // Gone while the browser was away; or the journal is another one than then.
                            events.lostFrom(last + 1);
                            return orders.receive(events);
                        });
        return read.flatMapIterable(list -> list, 1);
    }

    @Override
    public void start() {
        signal = DrainSignal.create();
    }

    @Override
    public void stop() {
        DrainSignal last = signal;
        signal = null;
        if (last != null) {
            last.drain(Duration.ZERO).block();
        }
    }

    @Override
    public boolean isRunning() {
        return signal != null;
    }

    /** Ends before the web server begins to wait for its requests: these would never end by themselves. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
    }
}

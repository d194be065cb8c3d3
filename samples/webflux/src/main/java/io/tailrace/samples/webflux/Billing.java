package io.tailrace.samples.webflux;

import io.tailrace.ConsumerPolicy;
import io.tailrace.reactor.Decoders;
import io.tailrace.reactor.Delivery;
import io.tailrace.reactor.DrainSignal;
import io.tailrace.reactor.Drained;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Bills each order once: the journal delivers at least once, in order, and the {@link Ledger} knows by position what it has. Read under a
 * name, so that it goes on where it stood, and with a gate, so that orders wait for billing and not the other way round.
 */
@Component
final class Billing implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Billing.class);

    private final OrdersProperties properties;
    private final OrderJournal journal;
    private final JsonMapper json;
    private volatile @Nullable Running running;

    /** What there is between start and stop. */
    private record Running(DrainSignal signal, Disposable subscription) {}

    Billing(OrdersProperties properties, OrderJournal journal, JsonMapper json) {
        this.properties = properties;
        this.journal = journal;
        this.json = json;
    }

    @Override
    public void start() {
        // A signal is for one drain.
        DrainSignal begun = DrainSignal.create();
        Disposable subscription = Flux.using(
                        () -> new Ledger(properties.ledger(), journal.uuid()),
                        ledger -> billed(ledger, begun),
                        Ledger::close)
                .doOnError(e -> LOG.warn("billing failed, trying again", e))
                // Whatever it was: what is not acknowledged comes again, and until then orders are turned away, not
                // lost.
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
                        .maxBackoff(Duration.ofSeconds(5))
                        .transientErrors(true))
                .subscribeOn(Schedulers.boundedElastic())
                .subscribe();
        running = new Running(begun, subscription);
    }

    private Flux<Delivery<String>> billed(Ledger ledger, DrainSignal begun) {
        return journal.orders()
                .consumer(properties.consumer())
                .policy(ConsumerPolicy.GATE)
                .draining(begun)
                .receiveManual(Decoders.utf8())
                // The ledger is a file, and the loop must not wait for one.
                .publishOn(Schedulers.boundedElastic())
                .doOnNext(order -> {
                    bill(ledger, order);
                    order.acknowledge();
                });
    }

    private void bill(Ledger ledger, Delivery<String> delivery) {
        Order order;
        try {
            order = json.readValue(delivery.value(), Order.class);
        } catch (JacksonException e) {
            // Again it would be no better, and nothing behind it would ever be billed.
            LOG.error("no order at position {}, passed over: {}", delivery.position(), e.getOriginalMessage());
            return;
        }
        try {
            ledger.enter(delivery.position(), json.writeValueAsString(order));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        Running last = running;
        running = null;
        if (last != null) {
            // The drain itself ends after the timeout.
            Drained drained = last.signal().drain(properties.drainTimeout()).block();
            // One that failed waits to try again: drained it would still do so, for ever.
            last.subscription().dispose();
            LOG.info("billing: {}", drained);
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    /** Begins behind the journal, ends before it. */
    @Override
    public int getPhase() {
        return OrderJournal.PHASE + 1;
    }
}

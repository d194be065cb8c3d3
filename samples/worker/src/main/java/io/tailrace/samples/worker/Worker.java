package io.tailrace.samples.worker;

import io.tailrace.JournalException;
import io.tailrace.reactor.Delivery;
import io.tailrace.reactor.DrainSignal;
import io.tailrace.reactor.JournalFlux;
import java.nio.file.Path;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Works on orders until it is drained. First the result is written, then the frame is acknowledged: who dies in
 * between does the frame again, and the ledger knows it. The other way round, its result would be lost.
 */
final class Worker {
    /** Its cursor is what it goes on at. */
    static final String NAME = "worker";

    private static final int AT_ONCE = 16;
    private static final int MAX_IN_FLIGHT = 64;
    private static final Duration WORK = Duration.ofNanos(500_000);
    private static final Duration MIN_BACKOFF = Duration.ofMillis(50);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(1);

    private final Path orders;
    private final Path ledger;
    private final DrainSignal drain;

    Worker(Path orders, Path ledger, DrainSignal drain) {
        this.orders = orders;
        this.ledger = ledger;
        this.drain = drain;
    }

    /**
     * Works. What passes by itself is tried again: a predecessor whose locks are not free yet, a full disk. Anything
     * else ends it, and its supervisor starts another one.
     *
     * @return a cold mono that completes when it is drained
     */
    Mono<Void> run() {
        return Flux.using(() -> Ledger.open(ledger), this::work, Ledger::close)
                .retryWhen(Retry.backoff(Long.MAX_VALUE, MIN_BACKOFF)
                        .maxBackoff(MAX_BACKOFF)
                        .filter(JournalException::isRetryable)
                        .transientErrors(true))
                .then();
    }

    private Flux<Done> work(Ledger results) {
        return JournalFlux.from(orders)
                .consumer(NAME)
                .maxInFlight(MAX_IN_FLIGHT)
                .draining(drain)
                .receiveManual(Order.DECODER)
                .doOnNext(delivery -> results.handedOver(delivery.value()))
                // Several at once, and yet in order, as the ledger wants them.
                .flatMapSequential(Worker::process, AT_ONCE)
                .doOnNext(done -> {
                    Order order = done.delivery().value();
                    results.enter(done.delivery().position(), order, done.worth());
                    done.delivery().acknowledge();
                });
    }

    /** Stands for a call of something else that takes a while. */
    private static Mono<Done> process(Delivery<Order> delivery) {
        return Mono.delay(WORK)
                .map(waited -> new Done(delivery, delivery.value().worth()));
    }

    private record Done(Delivery<Order> delivery, long worth) {}
}

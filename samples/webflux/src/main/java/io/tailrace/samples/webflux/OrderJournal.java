package io.tailrace.samples.webflux;

import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalStatus;
import io.tailrace.Retention;
import io.tailrace.reactor.Encoders;
import io.tailrace.reactor.JournalFlux;
import io.tailrace.reactor.JournalSink;
import io.tailrace.reactor.PollLoop;
import io.tailrace.reactor.SendTotal;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;
import tools.jackson.databind.json.JsonMapper;

/**
 * The journal, from before the web server takes requests until all who use it have ended.
 *
 * <p>Spring starts by rising phase and stops by falling phase, so what happens at the end is the order of the phases: {@link OrderStream}
 * ends the browsers' streams, the web server lets the last requests finish, {@link Billing} drains, and this closes.
 */
@Component
final class OrderJournal implements SmartLifecycle {
    static final int PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 2;

    private static final Logger LOG = LoggerFactory.getLogger(OrderJournal.class);

    private final OrdersProperties properties;
    private final JsonMapper json;
    private volatile @Nullable Open open;

    /** What there is between start and stop. */
    private record Open(Journal journal, PollLoop loop, Sinks.Empty<Void> end, CompletableFuture<SendTotal> role) {}

    OrderJournal(OrdersProperties properties, JsonMapper json) {
        this.properties = properties;
        this.json = json;
    }

    @Override
    public void start() {
        Journal journal = Journal.openOrCreate(properties.journal());
        // Not as options of opening: a journal that is there may have others, and takes what is configured now.
        journal.setCapacity(properties.capacity().toBytes());
        journal.setRetention(Retention.bytes(properties.keep().toBytes()));
        Sinks.Empty<Void> end = Sinks.empty();
        open = new Open(journal, PollLoop.waiting("orders"), end, keepRole(journal, end));
    }

    /**
     * Has the writer's role from start to end, by a send of nothing, so that a request joins it and need not take it. While another process
     * has it, for example the previous release that drains still, orders are turned away, and this waits for it.
     */
    private CompletableFuture<SendTotal> keepRole(Journal journal, Sinks.Empty<Void> end) {
        return JournalSink.to(journal)
                .send(end.asMono())
                .doOnError(e -> LOG.warn("cannot take the writer's role, trying again: {}", e.getMessage()))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
                        .maxBackoff(Duration.ofSeconds(1))
                        .filter(JournalException::isRetryable))
                .toFuture();
    }

    /**
     * Publishes an order.
     *
     * <p>A send for each request, not one long one with a queue before it: what this emits is what became of this very order. If it has
     * waited for {@code publishTimeout}, or its client went away, it is not in the journal and never will be, so whoever is told 503 can
     * send it again. An order in a queue would still be appended after its client was told that it failed. Sends take turns, so nobody
     * starves, none of them keeps a thread while it waits, and as each connection waits for its answer there are never more of them than
     * connections: that is the backpressure up to the client.
     *
     * @return the position, once every reader sees it
     */
    Mono<Long> publish(Order order) {
        return JournalSink.to(opened().journal())
                .stallTimeout(properties.publishTimeout())
                .send(Mono.fromSupplier(() -> json.writeValueAsBytes(order)), Encoders.bytes())
                .map(SendTotal::lastPosition);
    }

    /** The orders, read on the loop that all readers of this application share. */
    JournalFlux orders() {
        Open now = opened();
        return JournalFlux.from(now.journal()).runOn(now.loop());
    }

    /** Identity of the journal: positions mean something only with it. */
    UUID uuid() {
        return opened().journal().uuid();
    }

    /** Reads some files, so it may wait. */
    JournalStatus status() {
        return opened().journal().status();
    }

    private Open opened() {
        Open now = open;
        if (now == null) {
            throw new IllegalStateException("the journal is not open: before start, or after stop");
        }
        return now;
    }

    @Override
    public void stop() {
        Open last = opened();
        open = null;
        last.end().tryEmitEmpty();
        try {
            last.role().get(properties.publishTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("the writer's role was not left cleanly", e);
        } finally {
            last.role().cancel(true);
            last.loop().dispose();
            last.journal().close();
        }
    }

    @Override
    public boolean isRunning() {
        return open != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}

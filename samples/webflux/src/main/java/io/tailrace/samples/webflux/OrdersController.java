package io.tailrace.samples.webflux;

import io.tailrace.JournalStatus;
import jakarta.validation.Valid;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Orders in, orders out, and how far billing is. */
@RestController
@RequestMapping("/orders")
final class OrdersController {
    private final OrderJournal journal;
    private final OrderStream stream;
    private final OrdersProperties properties;

    /** Where an order stands: it is in the journal, and every reader sees it. */
    record Accepted(String position) {}

    /** How far billing is. */
    record Progress(String consumer, String state, String position, String tail, String lagBytes) {}

    OrdersController(OrderJournal journal, OrderStream stream, OrdersProperties properties) {
        this.journal = journal;
        this.stream = stream;
        this.properties = properties;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<Accepted> order(@Valid @RequestBody Order order) {
        return journal.publish(order).map(position -> new Accepted(Long.toString(position)));
    }

    @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<String>> orders(
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable Long lastEventId) {
        return stream.from(lastEventId);
    }

    @GetMapping("/progress")
    Mono<Progress> progress() {
        return Mono.fromCallable(journal::status)
                .subscribeOn(Schedulers.boundedElastic())
                .map(this::progress)
                .flatMap(Mono::justOrEmpty)
                .switchIfEmpty(Mono.error(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
    }

    /** Empty before billing has been there for the first time. */
    private Optional<Progress> progress(JournalStatus status) {
        return status.consumers().stream()
                .filter(consumer -> consumer.name().equals(properties.consumer()))
                .findFirst()
                .map(billing -> new Progress(
                        billing.name(),
                        billing.state().toString(),
                        Long.toString(billing.cursor()),
                        Long.toString(status.tail()),
                        Long.toString(billing.lagBytes())));
    }
}

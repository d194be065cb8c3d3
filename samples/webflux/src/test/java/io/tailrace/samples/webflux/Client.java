package io.tailrace.samples.webflux;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;

/** Talks to the application as its clients do. */
final class Client {
    private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT =
            new ParameterizedTypeReference<>() {};

    private final int port;
    private final WebTestClient http;
    private final WebClient streams;

    Client(int port) {
        this.port = port;
        String address = "http://127.0.0.1:" + port;
        this.http = WebTestClient.bindToServer()
                .baseUrl(address)
                .responseTimeout(App.DEADLINE)
                .build();
        this.streams = WebClient.create(address);
    }

    int port() {
        return port;
    }

    WebTestClient.ResponseSpec post(String json) {
        return http.post()
                .uri("/orders")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(json)
                .exchange();
    }

    /** Orders something, and returns its position. */
    String order(String item) {
        Body body = post(App.json(item))
                .expectStatus()
                .isAccepted()
                .expectBody(Body.class)
                .returnResult()
                .getResponseBody();
        return Objects.requireNonNull(body).position();
    }

    record Body(String position) {}

    WebTestClient.ResponseSpec get(String path) {
        return http.get().uri(path).exchange();
    }

    /** All events, comments left out; errors when the connection breaks. */
    Flux<ServerSentEvent<String>> stream(@Nullable String lastEventId) {
        return streams.get()
                .uri("/orders")
                .accept(MediaType.TEXT_EVENT_STREAM)
                .headers(headers -> {
                    if (lastEventId != null) {
                        headers.set("Last-Event-ID", lastEventId);
                    }
                })
                .retrieve()
                .bodyToFlux(EVENT)
                .filter(event -> event.data() != null);
    }
}

package io.tailrace.samples.dashboard;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.tailrace.samples.dashboard.StaticFiles.StaticFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Which address answers what. */
final class Api {
    private static final String JSON = "application/json";
    private static final String PREFIX = "/api/journals/";

    private final Catalog catalog;
    private final Sampler sampler;
    private final Looker looker;
    private final Verifying verifying;
    private final Metrics metrics;
    private final StaticFiles files;
    private final Hosts hosts;

    Api(
            Catalog catalog,
            Sampler sampler,
            Looker looker,
            Verifying verifying,
            Metrics metrics,
            StaticFiles files,
            Hosts hosts) {
        this.catalog = catalog;
        this.sampler = sampler;
        this.looker = looker;
        this.verifying = verifying;
        this.metrics = metrics;
        this.files = files;
        this.hosts = hosts;
    }

    /** Answers a request. */
    Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        response.header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
        if (!hosts.allows(request.requestHeaders().get("Host"))) {
            return error(response, HttpResponseStatus.FORBIDDEN, "this server answers under loopback names only");
        }
        if (!request.method().equals(HttpMethod.GET)) {
            response.header("Allow", "GET");
            return error(response, HttpResponseStatus.METHOD_NOT_ALLOWED, "this server only shows: GET");
        }
        String path = path(request);
        if (path == null) {
            return error(response, HttpResponseStatus.BAD_REQUEST, "this is no address");
        }
        if (path.equals("/api/journals")) {
            return json(response, Mono.fromSupplier(sampler::overview));
        }
        if (path.equals("/api/overview")) {
            return Sse.send(response, sampler.overviews());
        }
        if (path.equals("/metrics")) {
            return metrics(response);
        }
        return path.startsWith(PREFIX)
                ? journal(path.substring(PREFIX.length()), request, response)
                : file(path, response);
    }

    /** Null if what is escaped in it cannot be read. */
    private static @Nullable String path(HttpServerRequest request) {
        try {
            return "/" + request.path();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Publisher<Void> journal(String rest, HttpServerRequest request, HttpServerResponse response) {
        int slash = rest.indexOf('/');
        JournalWatch watch = catalog.find(slash < 0 ? rest : rest.substring(0, slash));
        if (watch == null) {
            return error(response, HttpResponseStatus.NOT_FOUND, "there is no journal with this id");
        }
        return switch (slash < 0 ? "" : rest.substring(slash + 1)) {
            case "live" -> Sse.send(response, sampler.live(watch));
            case "events" ->
                json(
                        response,
                        Mono.fromSupplier(() -> Map.of("events", watch.events().all())));
            case "history" -> json(response, Mono.fromSupplier(() -> new HistoryView(watch.history())));
            case "frames" -> frames(watch, request, response);
            case "verify" -> verify(watch, response);
            default -> error(response, HttpResponseStatus.NOT_FOUND, "a journal has no such thing");
        };
    }

    private Publisher<Void> frames(JournalWatch watch, HttpServerRequest request, HttpServerResponse response) {
        FrameTail.Query query;
        try {
            Map<String, List<String>> asked = new QueryStringDecoder(request.uri()).parameters();
            query = FrameTail.Query.of(first(asked, "type"), first(asked, "limit"));
        } catch (IllegalArgumentException e) {
            return error(response, HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        Flux<byte[]> frames = looker.frames(watch, query);
        return frames == null
                ? error(response, HttpResponseStatus.SERVICE_UNAVAILABLE, "too many different questions at once")
                : Sse.send(response, frames);
    }

    private static @Nullable String first(Map<String, List<String>> asked, String name) {
        List<String> values = asked.get(name);
        return values == null || values.get(0).isEmpty() ? null : values.get(0);
    }

    private Publisher<Void> verify(JournalWatch watch, HttpServerResponse response) {
        Mono<Verifying.Result> result = verifying.verify(watch);
        return result == null
                ? error(response, HttpResponseStatus.CONFLICT, "a walk over this journal runs already")
                : json(response, result);
    }

    private Publisher<Void> metrics(HttpServerResponse response) {
        return Mono.fromSupplier(metrics::scrape)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(text -> response.header("Content-Type", Metrics.CONTENT_TYPE)
                        .header("Cache-Control", "no-store")
                        .sendByteArray(Mono.just(text))
                        .then());
    }

    private Publisher<Void> file(String path, HttpServerResponse response) {
        return Mono.fromCallable(() -> files.find(path))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(found -> send(found, response));
    }

    private Mono<Void> send(Optional<StaticFile> found, HttpServerResponse response) {
        if (found.isEmpty()) {
            return error(response, HttpResponseStatus.NOT_FOUND, "there is nothing at this address");
        }
        response.header("Content-Type", found.get().type()).header("Cache-Control", "no-cache");
        return response.sendByteArray(Mono.just(found.get().bytes())).then();
    }

    /** Made on a thread that may take its time: a long history takes some. */
    private static Mono<Void> json(HttpServerResponse response, Mono<?> value) {
        return value.map(Json::bytes).subscribeOn(Schedulers.boundedElastic()).flatMap(bytes -> body(response, bytes));
    }

    private static Mono<Void> body(HttpServerResponse response, byte[] json) {
        return response.header("Content-Type", JSON)
                .header("Cache-Control", "no-store")
                .sendByteArray(Mono.just(json))
                .then();
    }

    private static Mono<Void> error(HttpServerResponse response, HttpResponseStatus status, String text) {
        return body(response.status(status), Json.bytes(Map.of("error", text)));
    }
}

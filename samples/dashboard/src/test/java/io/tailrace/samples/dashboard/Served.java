package io.tailrace.samples.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A dashboard in this process, and what it answers. */
final class Served implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Dashboard dashboard;
    private final HttpClient client = HttpClient.newHttpClient();

    private Served(Dashboard dashboard) {
        this.dashboard = dashboard;
    }

    static Served start(Path... paths) {
        try {
            return new Served(new Dashboard("127.0.0.1", 0, List.of(paths)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return dashboard.port();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    JsonNode json(String path) {
        HttpResponse<String> response = get(path);
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
        }
        return parse(response.body());
    }

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of a journal. */
    static String journal(Path path) {
        return "/api/journals/" + Source.of(path).id();
    }

    /** The row of a journal, as it was at the last look. */
    JsonNode row(Path path) {
        for (JsonNode row : json("/api/journals").get("journals")) {
            if (row.get("path").asText().equals(path.toString())) {
                return row;
            }
        }
        return MAPPER.createObjectNode().put("state", "not listed");
    }

    String state(Path path) {
        return row(path).get("state").asText();
    }

    List<String> eventKinds(Path path) {
        return json(journal(path) + "/events").get("events").findValuesAsText("kind");
    }

    /** Server-sent events of an address. */
    EventStream stream(String path) {
        return new EventStream(client, uri(path));
    }

    /** How many streams are open. */
    int lookers() {
        return dashboard.lookers();
    }

    @Override
    public void close() {
        dashboard.close();
    }
}

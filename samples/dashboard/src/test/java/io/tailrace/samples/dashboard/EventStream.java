package io.tailrace.samples.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a browser's EventSource gets. */
final class EventStream implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final HttpResponse<InputStream> response;
    private final BlockingQueue<JsonNode> data = new LinkedBlockingQueue<>();

    EventStream(HttpClient client, URI uri) {
        try {
            response = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        Thread thread = new Thread(this::read, "events");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    data.add(Served.parse(line.substring(6)));
                }
            }
        } catch (IOException e) {
            // Closed by one of the two ends; a test that wants more waits in vain.
            return;
        }
    }

    int status() {
        return response.statusCode();
    }

    /** The next event. */
    JsonNode next() {
        return await(event -> true);
    }

    /** The first event from here on that is as wanted. */
    JsonNode await(Predicate<JsonNode> wanted) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        JsonNode last = null;
        try {
            while (true) {
                JsonNode event = data.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (event == null) {
                    throw new AssertionError("no such event came; the last was " + last);
                }
                if (wanted.test(event)) {
                    return event;
                }
                last = event;
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.tailrace.samples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.ReaderOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus gets is what the journals say. */
class MetricsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JournalOptions SMALL = JournalOptions.defaults().pageSize(1 << 16);

    @TempDir
    private Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Dashboard dashboard;

    @BeforeEach
    void start() throws IOException {
        dashboard = new Dashboard("127.0.0.1", 0, List.of(directory.resolve("named"), directory));
    }

    @AfterEach
    void end() {
        dashboard.close();
        // So that no page that is made ahead comes while the directory is emptied.
        Journal.list(directory).forEach(path -> Journal.delete(path, true));
    }

    @Test
    void valuesAreThoseOfTheStatus() throws Exception {
        try (Journal journal = Journal.openOrCreate(directory.resolve("ticks"), SMALL);
                Appender appender = journal.appender()) {
            journal.reader(ReaderOptions.defaults().consumer("risk")).close();
            for (int i = 0; i < 1_234; i++) {
                appender.append(new byte[100]);
            }
            String labels = "{directory=\"" + directory + "\",journal=\"ticks\"}";
            await("tailrace_append_frames_total" + labels + " 1234.0");
            long tail = journal.status().tail();
            String text = scrape().body();
            assertTrue(text.contains("tailrace_position_bytes" + labels + " " + (double) tail), text);
            assertTrue(text.contains("tailrace_consumer_lag_bytes{consumer=\"risk\"," + labels.substring(1)), text);
            assertTrue(text.contains("tailrace_writer_alive" + labels + " 1.0"), text);
        }
    }

    @Test
    void aJournalThatWasNamedIsDownUntilItComesAndWhenItIsDeleted() throws Exception {
        String up = "tailrace_up{directory=\"" + directory + "\",journal=\"named\"} ";
        await(up + "0.0");
        Journal.openOrCreate(directory.resolve("named"), SMALL).close();
        await(up + "1.0");
        Journal.delete(directory.resolve("named"), true);
        await(up + "0.0");
    }

    @Test
    void itIsPlainTextThatIsNotKept() throws Exception {
        HttpResponse<String> response = scrape();
        assertEquals(200, response.statusCode());
        assertEquals(
                Metrics.CONTENT_TYPE,
                response.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("no-store", response.headers().firstValue("Cache-Control").orElseThrow());
        assertFalse(response.body().isEmpty());
    }

    private void await(String line) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        for (String text = scrape().body(); !text.contains(line); text = scrape().body()) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new AssertionError("no \"" + line + "\" in " + text);
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private HttpResponse<String> scrape() throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + dashboard.port() + "/metrics");
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}

package io.tailrace.samples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tailrace.Await;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.SharedMemoryDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterKilledIT {
    private static final int MILLI = 1_000_000;

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    @AfterEach
    void empty() {
        SharedMemoryDirectory.empty(directory);
    }

    @Test
    void showsThatTheWriterWasKilledAndWhoComesNext() {
        Path path = directory.resolve("ticks");
        try (ChildProcess writer = ChildProcess.start(FloodMain.class, path, MILLI);
                Served served = Served.start(directory)) {
            writer.expect("writing");
            Await.until("it is shown", () -> served.state(path).equals("live"));
            try (EventStream live = served.stream(Served.journal(path) + "/live")) {
                live.await(sample -> writer(sample).path("alive").asBoolean());
                long killed = System.nanoTime();
                writer.killAndWait();
                JsonNode dead =
                        live.await(sample -> !writer(sample).path("alive").asBoolean(true));
                double seconds = (System.nanoTime() - killed) / (double) TimeUnit.SECONDS.toNanos(1);
                assertTrue(seconds < 2, "it took " + seconds + " s");
                assertEquals(
                        Long.toString(writer.pid()), writer(dead).get("pid").asText());
                assertEquals(List.of("writer"), kinds(dead));
                try (ChildProcess next = ChildProcess.start(FloodMain.class, path, MILLI)) {
                    next.expect("writing");
                    JsonNode taken = live.await(sample -> kinds(sample).contains("takeover"));
                    assertEquals(
                            Long.toString(next.pid()), writer(taken).get("pid").asText());
                    assertEquals("1", taken.get("statistics").get("takeovers").asText());
                }
            }
        }
    }

    private static JsonNode writer(JsonNode sample) {
        return sample.get("row").get("writer");
    }

    private static List<String> kinds(JsonNode sample) {
        return sample.get("events").findValuesAsText("kind");
    }
}

package io.tailrace.samples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.check.SharedMemoryDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the README's first command shows while it runs. */
@Timeout(90)
class DemoIT {
    private static final String BEFORE_ADDRESS = "demo: look at it while it runs: ";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The demo deletes its own; but not if this has to kill it. */
    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void showsTheJournalsAtTheAddressThatIsPrintedAndEndsWithTheDemo() throws Exception {
        List<String> lines = new ArrayList<>();
        Process demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        "../feeds/target/feeds.jar",
                        "demo",
                        "--dashboard",
                        "target/dashboard.jar",
                        "--seconds",
                        "6",
                        "--directory",
                        directory.toString(),
                        "--rate",
                        "2000")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = demo.inputReader()) {
            URI address = URI.create(addressOf(said, lines));
            assertTrue(get(address).contains("<title>"), "a page");
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (live(address) < 2) {
                assertTrue(demo.isAlive() && System.nanoTime() < deadline, () -> "no two live journals\n" + lines);
            }
            said.lines().forEach(lines::add);
            assertTrue(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), lines::toString);
            assertEquals(0, demo.exitValue(), lines::toString);
            assertThrows(IOException.class, () -> get(address), "it ended with the demo");
            try (Stream<Path> left = Files.list(directory)) {
                assertEquals(0, left.count(), "the demo clears up");
            }
        } finally {
            demo.descendants().forEach(ProcessHandle::destroyForcibly);
            demo.destroyForcibly();
        }
        assertFalse(lines.stream().anyMatch(line -> line.contains("Exception")), lines::toString);
    }

    private static String addressOf(BufferedReader said, List<String> lines) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            lines.add(line);
            if (line.startsWith(BEFORE_ADDRESS)) {
                return line.substring(BEFORE_ADDRESS.length());
            }
        }
        throw new AssertionError("no address\n" + lines);
    }

    private long live(URI address) throws IOException, InterruptedException {
        String journals = get(address.resolve("api/journals"));
        return Stream.of("binance", "bitget")
                .filter(feed -> journals.matches(
                        "(?s).*\"name\":\"" + feed + "\",\"directory\":\"[^\"]*\",\"state\":\"live\".*"))
                .count();
    }

    private String get(URI uri) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return response.body();
    }
}

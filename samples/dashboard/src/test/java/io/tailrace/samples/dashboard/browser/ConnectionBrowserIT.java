package io.tailrace.samples.dashboard.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The connection of the page: beside many others, and lost. */
@Timeout(180)
class ConnectionBrowserIT {
    private static final int CROWD = 50;
    private static final int EVENTS_OF_EACH = 4;

    @RegisterExtension
    final BrowserStage stage = new BrowserStage();

    @Test
    void browserIsServedBesideFiftyOthers() throws Exception {
        Journal journal = stage.journal("crowded");
        Appender appender = stage.closing(journal.appender());
        Browser browser = stage.journalPage(journal.path());
        CountDownLatch served = new CountDownLatch(CROWD);
        HttpClient client = HttpClient.newHttpClient();
        URI uri = URI.create(stage.url() + "/api/journals/" + BrowserStage.id(journal.path()) + "/live");
        List<Stream<String>> bodies = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            HttpResponse<Stream<String>> response =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofLines());
            assertEquals(200, response.statusCode());
            bodies.add(response.body());
        }
        List<CompletableFuture<Void>> readers = bodies.stream()
                .map(body -> CompletableFuture.runAsync(
                        () -> {
                            // The body is infinite; limit ends reading it, and closing it the connection.
                            body.filter(line -> line.startsWith("event:"))
                                    .limit(EVENTS_OF_EACH)
                                    .count();
                            served.countDown();
                        },
                        task -> new Thread(task, "client").start()))
                .toList();
        Frames.append(appender, 10, 10);
        browser.await("[data-test=frames]", "10 frames");
        assertTrue(served.await(Wait.PATIENCE.toSeconds(), TimeUnit.SECONDS), served.getCount() + " got too little");
        Frames.append(appender, 10, 10);
        browser.await("[data-test=frames]", "20 frames");
        assertEquals("live", browser.script("return document.getElementById('connection').dataset.state"));
        readers.forEach(CompletableFuture::join);
        bodies.forEach(Stream::close);
    }

    @Test
    void lostConnectionShowsAndIsMadeAgain() throws Exception {
        Path directory = Directories.make();
        stage.closing(() -> Directories.delete(directory));
        Path path = directory.resolve("reconnected");
        Journal journal = stage.closing(
                Journal.openOrCreate(path, JournalOptions.defaults().pageSize(BrowserStage.PAGE_SIZE)));
        Appender appender = stage.closing(journal.appender());
        Frames.append(appender, 1, 10);
        Browser browser = stage.browser();
        int port;
        try (DashboardProcess first = DashboardProcess.start(directory, 0)) {
            port = first.port();
            browser.open(first.url() + "/#/journal/" + BrowserStage.id(path));
            browser.await("[data-test=frames]", "1 frame");
        }
        browser.awaitContaining("[data-test=connection]", "connection lost, data is ");
        browser.awaitContaining("[data-test=announcer]", "lost");
        // What was seen last stays, and is said to be old.
        browser.await("[data-test=frames]", "1 frame");
        Frames.append(appender, 2, 10);
        try (DashboardProcess second = startAgain(directory, port)) {
            assertEquals(port, second.port());
            browser.await("[data-test=frames]", "3 frames");
            browser.awaitContaining("[data-test=connection]", "live");
        } finally {
            browser.open("about:blank");
        }
    }

    private static DashboardProcess startAgain(Path directory, int port) throws IOException {
        return DashboardProcess.start(directory, port);
    }
}

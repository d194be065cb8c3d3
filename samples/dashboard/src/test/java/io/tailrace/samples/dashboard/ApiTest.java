package io.tailrace.samples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Claim;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTest {
    @TempDir
    private Path directory;

    @Test
    void showsWhatStatusSays() {
        Path path = directory.resolve("ticks");
        try (Journal journal =
                        Journal.openOrCreate(path, JournalOptions.defaults().pageSize(65536));
                Appender appender = journal.appender();
                Reader reader = journal.reader(ReaderOptions.defaults().consumer("slow"))) {
            for (int i = 0; i < 5000; i++) {
                appender.append(new byte[100], 0, 100, 7, 1_000_000_000L + i);
            }
            reader.poll((buffer, offset, length, header) -> {}, 10);
            JournalStatus status = journal.status();
            try (Served served = Served.start(directory)) {
                Await.until("it is found", () -> served.state(path).equals("live"));
                try (EventStream live = served.stream(Served.journal(path) + "/live")) {
                    checkRow(status, served.row(path));
                    checkSample(status, live.next());
                }
            }
        }
    }

    private static void checkRow(JournalStatus status, JsonNode row) {
        assertEquals(status.uuid().toString(), row.get("uuid").asText());
        assertEquals(Long.toString(status.tail()), row.get("tail").textValue());
        assertEquals(Long.toString(status.floor()), row.get("floor").textValue());
        assertEquals("5000", row.get("frames").textValue());
        assertEquals(Long.toString(status.currentPageIndex()), row.get("page").textValue());
        assertEquals(status.totalPages(), row.get("pages").asLong());
        assertEquals(
                Long.toString(status.statistics().switches()),
                row.get("switches").textValue());
        assertEquals("0", row.get("capacity").textValue());
        assertEquals("all", row.get("retention").textValue());
        assertEquals(65536, row.get("pageSize").intValue());
        assertEquals(1, row.get("consumers").intValue());
        assertEquals(
                Long.toString(ProcessHandle.current().pid()),
                row.get("writer").get("pid").textValue());
        assertTrue(row.get("writer").get("alive").booleanValue());
        assertEquals(
                Long.toString(status.consumers().get(0).lagBytes()),
                row.get("worstLagBytes").textValue());
        assertTrue(Long.parseLong(row.get("spaceLeft").textValue()) > 0);
    }

    private static void checkSample(JournalStatus status, JsonNode sample) {
        assertEquals(Long.toString(status.writePos()), sample.get("writePos").textValue());
        assertEquals(
                Long.toString(status.totalPages()), sample.get("totalPages").textValue());
        assertEquals(Long.toString(status.epoch()), sample.get("epoch").textValue());
        assertEquals(
                Long.toString(status.statistics().longestSwitchNanos()),
                sample.get("statistics").get("longestSwitchNanos").textValue());
        ConsumerStatus slow = status.consumers().get(0);
        JsonNode consumer = sample.get("consumers").get(0);
        assertEquals("slow", consumer.get("name").textValue());
        assertEquals(Long.toString(slow.cursor()), consumer.get("cursor").textValue());
        assertEquals(Long.toString(slow.lagBytes()), consumer.get("lagBytes").textValue());
        assertEquals(Long.toString(slow.heldBytes()), consumer.get("heldBytes").textValue());
        assertEquals("gate", consumer.get("policy").textValue());
        assertEquals(slow.state().toString(), consumer.get("state").textValue());
        long age = System.currentTimeMillis() - slow.nextTimestamp() / 1_000_000;
        assertEquals(age, consumer.get("lagMillis").doubleValue(), 60_000, "the frame's timestamp is of 1970");
        JsonNode pages = sample.get("pageMap").get("ranges");
        assertEquals(1, pages.size());
        assertEquals("0", pages.get(0).get(0).textValue());
        assertEquals(Long.toString(status.totalPages() - 1), pages.get(0).get(1).textValue());
    }

    @Test
    void showsTheWritersOfASharedJournalAndWhatWasSealed() {
        Path path = directory.resolve("ticks");
        JournalOptions options = JournalOptions.defaults()
                .mode(JournalMode.SHARED)
                .pageSize(65536)
                .patience(Duration.ofMillis(10));
        try (Journal journal = Journal.openOrCreate(path, options);
                Appender stands = journal.appender();
                Appender goesOn = journal.appender();
                Reader reader = journal.reader();
                Served served = Served.start(directory)) {
            Await.until("it is found", () -> served.state(path).equals("live"));
            try (EventStream live = served.stream(Served.journal(path) + "/live")) {
                JsonNode first = live.next();
                assertEquals("shared", first.at("/row/mode").textValue());
                assertEquals(2, first.at("/row/livingWriters").intValue());
                assertEquals("0", first.at("/row/sealed").textValue());
                assertEquals(2, first.get("writers").size());
                Claim claim = stands.claim(8);
                goesOn.append(new byte[8]);
                Await.until("what stands is passed", () -> reader.poll((buffer, offset, length, header) -> {}, 1) == 1);
                JsonNode sealed =
                        live.await(sample -> sample.at("/row/sealed").asText().equals("1"));
                assertEquals("1", sealed.at("/writers/0/sealed").textValue());
                assertEquals("0", sealed.at("/writers/1/sealed").textValue());
                assertEquals(1, sealed.at("/writers/1/slot").intValue());
                JsonNode events = served.json(Served.journal(path) + "/events").get("events");
                JsonNode last = events.get(events.size() - 1);
                assertEquals("sealed", last.get("kind").textValue());
                claim.commit();
            }
        }
    }

    /** Where the furthest one's lag in time is not known, that of a nearer one is not to be taken for it. */
    @Test
    void showsTheTimeOfTheFurthestConsumer() {
        Path path = directory.resolve("ticks");
        try (Journal journal = Journal.openOrCreate(path);
                Appender appender = journal.appender();
                Reader far = journal.reader(ReaderOptions.defaults().consumer("far"));
                Reader near = journal.reader(ReaderOptions.defaults().consumer("near"))) {
            appender.append(new byte[10]);
            appender.append(new byte[10], 0, 10, 0, 1_000_000_000L);
            near.poll((buffer, offset, length, header) -> {}, 1);
            String lag = Long.toString(journal.status().tail() - far.position());
            try (Served served = Served.start(directory)) {
                Await.until("it is found", () -> served.state(path).equals("live"));
                assertEquals(lag, served.row(path).get("worstLagBytes").textValue());
                assertTrue(served.row(path).get("worstLagMillis").isNull());
            }
        }
    }

    @Test
    void sendsTheOverviewAsItChanges() {
        Path path = directory.resolve("ticks");
        try (Journal journal = Journal.openOrCreate(path);
                Appender appender = journal.appender();
                Served served = Served.start(path, directory.resolve("later"));
                EventStream overview = served.stream("/api/overview")) {
            JsonNode first = overview.await(event -> event.get("journals").size() == 2
                    && event.get("journals").get(1).get("state").asText().equals("live"));
            assertEquals("gone", first.get("journals").get(0).get("state").asText());
            appender.append(new byte[10]);
            String tail = Long.toString(journal.status().tail());
            overview.await(
                    event -> event.get("journals").get(1).get("tail").asText().equals(tail));
            JsonNode history = served.json(Served.journal(path) + "/history");
            assertEquals(500, history.get("periodMillis").intValue());
            assertFalse(history.get("points").isEmpty());
        }
    }

    @Test
    void refusesWhatItDoesNotAnswer() throws IOException {
        try (Served served = Served.start(directory, directory.resolve("later"))) {
            for (String path : new String[] {
                "/api/journals/0123456789abcdef", "/api/journals/x/live", "/nothing.js", "/../pom.xml", "/web"
            }) {
                HttpResponse<String> response = served.get(path);
                assertEquals(404, response.statusCode(), path);
                assertTrue(Served.parse(response.body()).has("error"), path);
            }
            assertEquals("HTTP/1.1 400 Bad Request", statusLine(served, "localhost", "/%zz"));
            assertEquals("HTTP/1.1 404 Not Found", statusLine(served, "localhost", "/%00"));
            String frames = Served.journal(directory.resolve("later")) + "/frames?type=%zz";
            assertEquals("HTTP/1.1 400 Bad Request", statusLine(served, "localhost", frames));
            HttpResponse<String> posted = served.send(
                    HttpRequest.newBuilder(served.uri("/api/journals")).POST(BodyPublishers.ofString("{}")));
            assertEquals(405, posted.statusCode());
            HttpResponse<String> fine = served.get("/api/journals");
            assertTrue(fine.headers()
                    .firstValue("Content-Security-Policy")
                    .orElse("")
                    .startsWith("default-src 'self'"));
            assertEquals(
                    "nosniff",
                    fine.headers().firstValue("X-Content-Type-Options").orElse(""));
            assertTrue(fine.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
            assertEquals("HTTP/1.1 403 Forbidden", statusLine(served, "evil.example"));
            assertEquals("HTTP/1.1 403 Forbidden", statusLine(served, "127.0.0.1.evil.example:80"));
            assertEquals("HTTP/1.1 200 OK", statusLine(served, "localhost:" + served.port()));
            assertEquals("HTTP/1.1 200 OK", statusLine(served, "[::1]:80"));
        }
    }

    private static String statusLine(Served served, String host) throws IOException {
        return statusLine(served, host, "/api/journals");
    }

    private static String statusLine(Served served, String host, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }
}

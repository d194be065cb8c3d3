package io.tailrace.samples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.check.InstalledJava;
import io.tailrace.check.RunnableJar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is started. */
class MainIT {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void itsManifestGrantsNativeAccess() {
        RunnableJar.requireNativeAccess(DashboardJar.JAR);
    }

    @Test
    void endsWellOnSigtermWithNothingOnStderr() throws Exception {
        for (Path java : InstalledJava.commands()) {
            Path path = directory.resolve("ticks");
            try (DashboardJar jar = new DashboardJar(List.of(), java, DashboardJar.JAR, "--port", 0, directory, path);
                    Journal journal = Journal.openOrCreate(path);
                    Appender appender = journal.appender()) {
                String address = jar.address();
                appender.append(
                        "hello".getBytes(StandardCharsets.UTF_8),
                        0,
                        5,
                        1,
                        Moment.now().epochNanos());
                Await.until(
                        "it is live",
                        () -> row(address, path).path("state").asText().equals("live"));
                String at = address + "api/journals/" + Source.of(path).id();
                try (EventStream live = new EventStream(client, URI.create(at + "/live"));
                        EventStream frames = new EventStream(client, URI.create(at + "/frames"))) {
                    frames.await(event ->
                            event.get("frames").findValuesAsText("text").contains("hello"));
                    live.await(sample -> {
                        appender.append(
                                "again".getBytes(StandardCharsets.UTF_8),
                                0,
                                5,
                                1,
                                Moment.now().epochNanos());
                        return !sample.get("lateness").isNull();
                    });
                    get(at + "/verify");
                    get(address + "metrics");
                    // What is no request is no reason to write to stderr.
                    sendNonsense(URI.create(address));
                    jar.process().destroy();
                    assertEquals(0, jar.exitCode(), jar.errors());
                }
                assertEquals("", jar.errors());
            }
        }
    }

    private static void sendNonsense(URI address) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost:x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        }
    }

    @Test
    void endsWithWhoStartedIt() throws IOException {
        try (DashboardJar jar = DashboardJar.start("--port", 0, "--end-with-parent", directory)) {
            jar.address();
            jar.process().getOutputStream().close();
            assertEquals(0, jar.exitCode(), jar.errors());
        }
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fails(1, "cannot listen at 127.0.0.1:" + taken.getLocalPort(), "--port", taken.getLocalPort(), directory);
        }
        fails(2, "there is no directory", directory.resolve("no").resolve("journal"));
        fails(2, "--port is from 0 to 65535", "--port", 70000);
        fails(2, "--nothing", "--nothing");
    }

    private static void fails(int code, String why, Object... arguments) {
        try (DashboardJar jar = DashboardJar.start(arguments)) {
            assertEquals(code, jar.exitCode(), jar.errors());
            assertTrue(jar.errors().contains(why), jar.errors());
            assertFalse(jar.errors().contains("\tat "), jar.errors());
        }
    }

    @Test
    void needsNoMoreThanTheRightToRead() throws Exception {
        boolean root = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        assumeTrue(root && Files.isExecutable(SETPRIV), "another user can be taken");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path path = directory.resolve("ticks");
        Path closed = directory.resolve("closed");
        Journal.openOrCreate(closed).close();
        // Where that user can read it, wherever this was built.
        Path program = Files.copy(DashboardJar.JAR, directory.resolve("dashboard.jar"));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rw-r--r--"));
        try (Journal journal =
                        Journal.openOrCreate(path, JournalOptions.defaults().permissions("rwxr-xr-x"));
                Appender appender = journal.appender();
                DashboardJar jar = new DashboardJar(
                        List.of(SETPRIV.toString(), "--reuid=65534", "--regid=65534", "--clear-groups"),
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        program,
                        "--port",
                        0,
                        path,
                        closed)) {
            appender.append("hello".getBytes(StandardCharsets.UTF_8));
            String address = jar.address();
            Await.until(
                    "it is live",
                    () -> row(address, path).path("state").asText().equals("live"));
            assertEquals("denied", row(address, closed).get("state").asText());
            assertTrue(row(address, closed).get("problem").asText().length() > 10);
            String at = address + "api/journals/" + Source.of(path).id();
            try (EventStream frames = new EventStream(client, URI.create(at + "/frames"))) {
                frames.await(
                        event -> event.get("frames").findValuesAsText("text").contains("hello"));
            }
            assertTrue(Served.parse(get(at + "/verify")).get("sound").asBoolean());
            assertEquals("", jar.errors());
        }
    }

    private JsonNode row(String address, Path path) {
        for (JsonNode row : Served.parse(get(address + "api/journals")).get("journals")) {
            if (row.get("path").asText().equals(path.toString())) {
                return row;
            }
        }
        return Served.parse("{}");
    }

    private String get(String address) {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

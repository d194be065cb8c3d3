package io.tailrace.samples.webflux;

import io.tailrace.test.TestJournal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged application as a process of its own. */
final class Child implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("Netty started on port (\\d+)");

    private final Process process;
    private final Path stderr;
    private final Client client;

    private Child(Process process, Path stderr) throws Exception {
        this.process = process;
        this.stderr = stderr;
        this.client = new Client(port());
    }

    /** Starts it on the JVM of this test, and waits until it takes requests. */
    static Child start(TestJournal journal) throws Exception {
        return start(journal, Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    static Child start(TestJournal journal, Path java) throws Exception {
        Path stderr = journal.path("stderr");
        Process process = new ProcessBuilder(List.of(
                        java.toString(),
                        "-jar",
                        "target/webflux.jar",
                        "--server.port=0",
                        "--orders.journal=" + journal.path(),
                        "--orders.ledger=" + App.ledger(journal)))
                .redirectError(ProcessBuilder.Redirect.appendTo(stderr.toFile()))
                .start();
        journal.closing(process::destroyForcibly);
        return new Child(process, stderr);
    }

    private int port() throws Exception {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Thread reader = new Thread(() -> readPort(port), "stdout");
        reader.setDaemon(true);
        reader.start();
        return port.get(App.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Reads on behind it, so that the process never waits for this one. */
    private void readPort(CompletableFuture<Integer> port) {
        StringBuilder said = new StringBuilder();
        try (BufferedReader stdout = process.inputReader()) {
            for (String line = stdout.readLine(); line != null; line = stdout.readLine()) {
                said.append(line).append('\n');
                Matcher matcher = PORT.matcher(line);
                if (matcher.find()) {
                    port.complete(Integer.valueOf(matcher.group(1)));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            said.append(e);
        }
        port.completeExceptionally(new AssertionError("it ended without taking requests:\n" + said));
    }

    Client client() {
        return client;
    }

    /** Asks it to end, and returns its exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    private int exitCode() throws InterruptedException {
        if (!process.waitFor(App.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it did not end");
        }
        return process.exitValue();
    }

    String stderr() throws IOException {
        return Files.readString(stderr);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

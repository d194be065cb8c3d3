package io.tailrace.samples.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A running process of the jar, with pipes. */
final class Child {
    private static final int DEADLINE_SECONDS = 60;
    private static final Path JAR = Path.of("target", "tailrace.jar").toAbsolutePath();

    private final Process process;
    private final Path err;
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
    private @Nullable Thread pump;

    Child(List<String> command, Path err) throws IOException {
        this.process = builder(command).redirectError(err.toFile()).start();
        this.err = err;
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    static Path jar() {
        return JAR;
    }

    static List<String> command(Path java, String... args) {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-jar", JAR.toString()));
        command.addAll(List.of(args));
        return command;
    }

    /** What a JVM that crashes leaves behind belongs to what is built. */
    static ProcessBuilder builder(List<String> command) {
        return new ProcessBuilder(command).directory(JAR.getParent().toFile());
    }

    void send(String text) throws IOException {
        stdin().write(text.getBytes(StandardCharsets.UTF_8));
        stdin().flush();
    }

    OutputStream stdin() {
        return process.getOutputStream();
    }

    /** For tests that read by themselves; not together with {@link #nextLine()}. */
    InputStream stdout() {
        return process.getInputStream();
    }

    /** The next line of its output; fails if none comes in time, or no more. */
    String nextLine() throws InterruptedException {
        return poll().orElseGet(() -> fail("the output ended: " + stderr()));
    }

    /** All lines up to the end of its output; a last one without a newline is not among them. */
    List<String> remainingLines() throws InterruptedException {
        List<String> remaining = new ArrayList<>();
        for (Optional<String> line = poll(); line.isPresent(); line = poll()) {
            remaining.add(line.get());
        }
        return remaining;
    }

    private Optional<String> poll() throws InterruptedException {
        if (pump == null) {
            pump = new Thread(this::pump, "pump");
            pump.setDaemon(true);
            pump.start();
        }
        Optional<String> line = lines.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        return line != null ? line : fail("no line within " + DEADLINE_SECONDS + " s: " + stderr());
    }

    private void pump() {
        StringBuilder line = new StringBuilder();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                if (c == '\n') {
                    lines.add(Optional.of(line.toString()));
                    line.setLength(0);
                } else {
                    line.append((char) c);
                }
            }
        } catch (IOException e) {
            // The stream of a killed process may end so; what came before it counts.
            line.setLength(0);
        }
        lines.add(Optional.empty());
    }

    String stderr() {
        try {
            return Files.readString(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM, and nothing else: {@code Process.destroy} would close the pipes as well. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** SIGKILL, and nothing else. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    int exitCode() throws InterruptedException {
        return exitCode(process);
    }

    static int exitCode(Process process) throws InterruptedException {
        assertTrue(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), "the process does not end");
        return process.exitValue();
    }
}

package io.tailrace.samples.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The runnable jar's supervisor, running. */
final class SupervisorProcess implements AutoCloseable {
    static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private static final int DEADLINE_SECONDS = 120;

    private final Process process;
    private final Path stderr;
    private final List<String> lines = new ArrayList<>();
    private final Thread collector = new Thread(this::collect, "collector");

    private SupervisorProcess(Process process, Path stderr) {
        this.process = process;
        this.stderr = stderr;
    }

    static SupervisorProcess start(Path java, Path stderr, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-jar", "target/worker.jar", "supervise"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(stderr.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        SupervisorProcess supervisor = new SupervisorProcess(builder.start(), stderr);
        supervisor.collector.setDaemon(true);
        supervisor.collector.start();
        return supervisor;
    }

    private void collect() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // Killed; its exit code is looked at.
        }
    }

    void awaitLine(Predicate<String> wanted) {
        Waiting.until(() -> "it says what is wanted; " + said(), () -> {
            synchronized (lines) {
                return lines.stream().anyMatch(wanted);
            }
        });
    }

    /** By its handle: the process itself would not be listened to any more. */
    void terminate() {
        process.toHandle().destroy();
    }

    void kill() {
        process.toHandle().destroyForcibly();
    }

    List<ProcessHandle> children() {
        return process.children().toList();
    }

    /** Waits until it ends: with exit code 0, and nothing on stderr, neither of its own nor of its workers. */
    void endsWell() throws InterruptedException {
        endsWith(0);
    }

    /** Waits until it ends: with an exit code, and nothing on stderr. */
    void endsWith(int exitCode) throws InterruptedException {
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("did not end\n" + said());
        }
        collector.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
        assertEquals(exitCode, process.exitValue(), this::said);
        assertEquals("", errors(), "stderr");
    }

    String said() {
        synchronized (lines) {
            return String.join("\n", lines) + "\nstderr:\n" + errors();
        }
    }

    private String errors() {
        try {
            return Files.readString(stderr);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

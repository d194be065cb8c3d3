package io.tailrace.samples.feeds;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** The demo of the runnable jar, running. */
final class DemoProcess implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 30;
    private static final String BEFORE_DIRECTORY = "journals in ";

    private final Process process;
    private final Path stderr;
    private final List<String> lines = new ArrayList<>();
    private final Thread collector = new Thread(this::collect, "collector");
    private Path directory = Path.of("not known");

    private DemoProcess(Process process, Path stderr) {
        this.process = process;
        this.stderr = stderr;
    }

    static DemoProcess start(String... options) throws IOException {
        return start(Path.of(System.getProperty("java.home"), "bin", "java"), options);
    }

    static DemoProcess start(Path java, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-jar", "target/feeds.jar", "demo"));
        command.addAll(List.of(options));
        Path stderr = Files.createTempFile("demo", ".stderr");
        DemoProcess demo = new DemoProcess(
                new ProcessBuilder(command).redirectError(stderr.toFile()).start(), stderr);
        demo.collector.setDaemon(true);
        demo.collector.start();
        return demo;
    }

    private void collect() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // Killed; its exit code is looked at.
        }
    }

    /** Waits for the first row of the table; returns the processes that the demo started. */
    List<ProcessHandle> awaitRunning() throws InterruptedException, TimeoutException {
        String first = awaitLine(line -> line.contains(BEFORE_DIRECTORY));
        directory = Path.of(first.substring(first.indexOf(BEFORE_DIRECTORY) + BEFORE_DIRECTORY.length()));
        awaitLine(line -> line.matches(" +1  binance .*"));
        return process.descendants().toList();
    }

    private String awaitLine(Predicate<String> wanted) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        synchronized (lines) {
            while (true) {
                Optional<String> found = lines.stream().filter(wanted).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new TimeoutException("the line did not come\n" + said());
                }
                lines.wait(left);
            }
        }
    }

    int exitCode() throws InterruptedException, TimeoutException {
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("the demo did not end\n" + said());
        }
        collector.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
        return process.exitValue();
    }

    /** Frames in the last line of a feed, -1 if there is none. */
    long total(String kind, String feed) {
        synchronized (lines) {
            return lines.stream()
                    .map(TotalLine::parse)
                    .flatMap(Optional::stream)
                    .filter(line -> line.kind().equals(kind) && line.feed().equals(feed))
                    .mapToLong(line -> line.value("frames"))
                    .findFirst()
                    .orElse(-1);
        }
    }

    Path directory() {
        return directory;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    String said() {
        synchronized (lines) {
            return String.join("\n", lines) + "\nstderr:\n" + stderr();
        }
    }

    String stderr() {
        try {
            return Files.readString(stderr);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Files.deleteIfExists(stderr);
    }
}

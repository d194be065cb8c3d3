package io.tailrace.samples.feeds;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A command of this program as a process of its own. It ends when told so on its stdin, and when its parent dies. */
final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Process process;
    private final Thread relay;

    private Child(Process process, Consumer<String> lines) {
        this.process = process;
        relay = new Thread(() -> relay(lines), "relay");
        relay.setDaemon(true);
        relay.start();
    }

    /**
     * Starts a command. What it says on stderr goes to this process's.
     *
     * @param arguments command and options
     * @param lines gets each line of its stdout, on a thread of its own
     */
    static Child start(List<String> arguments, Consumer<String> lines) throws IOException {
        String classPath = System.getProperty("java.class.path");
        // As a jar if this is one: what its manifest grants is granted to none who has it in a class path.
        return classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)
                ? startJar(Path.of(classPath), arguments, lines)
                : java(List.of("-cp", classPath, Main.class.getName()), arguments, lines);
    }

    /**
     * Starts another program that ends like a command of this one.
     *
     * @param jar runnable
     * @param arguments what it gets
     * @param lines gets each line of its stdout, on a thread of its own
     */
    static Child startJar(Path jar, List<String> arguments, Consumer<String> lines) throws IOException {
        return java(List.of("-jar", jar.toString()), arguments, lines);
    }

    private static Child java(List<String> program, List<String> arguments, Consumer<String> lines) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program);
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Child(process, lines);
    }

    private void relay(Consumer<String> lines) {
        try (BufferedReader reader = process.inputReader()) {
            reader.lines().forEach(lines);
        } catch (IOException | UncheckedIOException e) {
            // The process is gone; its exit code tells more.
        }
    }

    /** Asks it to end; does not wait. */
    void stop() {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write((StopSignal.STOP_LINE + '\n').getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // It has ended already.
        }
    }

    /** Completes when it has ended. */
    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /** Waits until it has ended and all its lines are handed over; false if it failed, or takes too long. */
    boolean succeeds(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        relay.join();
        return process.exitValue() == 0;
    }

    /** Asks it to end, and kills it if it does not. */
    @Override
    public void close() {
        stop();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

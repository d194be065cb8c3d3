package io.tailrace.samples.dashboard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The runnable jar, running. */
final class DashboardJar implements AutoCloseable {
    static final Path JAR = Path.of("target", "dashboard.jar").toAbsolutePath();
    private static final String SAID = "dashboard: ";
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final Path stderr;
    private final BufferedReader lines;

    /**
     * Starts it.
     *
     * @param prefix a command that runs the rest, or nothing
     */
    DashboardJar(List<String> prefix, Path java, Path jar, Object... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(java.toString(), "-jar", jar.toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        try {
            stderr = Files.createTempFile("dashboard", ".stderr");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(stderr.toFile());
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
            process = builder.start();
            lines = process.inputReader();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DashboardJar start(Object... arguments) {
        return new DashboardJar(List.of(), Path.of(System.getProperty("java.home"), "bin", "java"), JAR, arguments);
    }

    /** Waits for the line that says where it listens. */
    String address() {
        try {
            String line = lines.readLine();
            if (line == null || !line.startsWith(SAID)) {
                throw new AssertionError("said " + line + "; stderr: " + errors());
            }
            return line.substring(SAID.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Process process() {
        return process;
    }

    /** Waits for its end. */
    int exitCode() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("it does not end; stderr: " + errors());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    String errors() {
        try {
            return Files.readString(stderr);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Files.deleteIfExists(stderr);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

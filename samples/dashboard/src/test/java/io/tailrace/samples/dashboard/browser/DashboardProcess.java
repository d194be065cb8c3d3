package io.tailrace.samples.dashboard.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A dashboard as a process of its own, as people start it. */
final class DashboardProcess implements AutoCloseable {
    private static final Pattern FIRST_LINE = Pattern.compile("dashboard: (http://127\\.0\\.0\\.1:(\\d+))/");

    private final Process process;
    private final Path errors;
    private final String url;
    private final int port;

    private DashboardProcess(Process process, Path errors, String firstLine) {
        this.process = process;
        this.errors = errors;
        Matcher matcher = FIRST_LINE.matcher(firstLine);
        assertTrue(matcher.matches(), firstLine);
        url = matcher.group(1);
        port = Integer.parseInt(matcher.group(2));
    }

    /**
     * Starts one and waits until it listens.
     *
     * @param port 0 for any free one
     */
    static DashboardProcess start(Path directory, int port) throws IOException {
        Path errors = Files.createTempFile("dashboard", ".stderr");
        Process process = new ProcessBuilder(Java.command(
                        "io.tailrace.samples.dashboard.Main",
                        List.of("--port", Integer.toString(port), directory.toString())))
                .redirectError(errors.toFile())
                .start();
        // Not closed: what it says later must find an open pipe.
        BufferedReader lines = process.inputReader();
        @Nullable String first = lines.readLine();
        if (first == null) {
            throw new AssertionError("no first line: " + Files.readString(errors));
        }
        return new DashboardProcess(process, errors, first);
    }

    /** Without a slash at its end. */
    String url() {
        return url;
    }

    int port() {
        return port;
    }

    /** Ends it, and wants that it had nothing to complain of. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            Wait.until("the dashboard has ended", () -> !process.isAlive());
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(errors);
        Files.delete(errors);
        assertTrue(said.isEmpty(), said);
    }
}

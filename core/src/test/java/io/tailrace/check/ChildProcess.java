package io.tailrace.check;

import io.tailrace.Journal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;

/**
 * A JVM of its own that runs a main class of these tests, with no flags but those a test asks for. Closing it ends it, whatever it does.
 * For the thread that started it.
 */
public final class ChildProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuffer errors = new StringBuffer();
    private final List<Thread> pumps;

    private ChildProcess(Process process) {
        this.process = process;
        this.pumps = List.of(
                pump(process.getInputStream(), lines::add),
                pump(process.getErrorStream(), line -> errors.append(line).append('\n')));
    }

    /** Starts a main class on the JDK that runs this test. */
    public static ChildProcess start(Class<?> main, Object... arguments) {
        return start(List.of(), java(Path.of(System.getProperty("java.home"))), List.of(), main, arguments);
    }

    /**
     * Starts a main class on the JDK that runs this test.
     *
     * @param libraries one class of each that it needs beside core
     */
    public static ChildProcess startWith(List<Class<?>> libraries, Class<?> main, Object... arguments) {
        return start(List.of(), java(Path.of(System.getProperty("java.home"))), List.of(), libraries, main, arguments);
    }

    /**
     * Starts a main class.
     *
     * @param prefix a command that runs the rest, or nothing
     * @param java the java command
     * @param flags options of the JVM, before the class path
     */
    public static ChildProcess start(
            List<String> prefix, Path java, List<String> flags, Class<?> main, Object... arguments) {
        return start(prefix, java, flags, List.of(), main, arguments);
    }

    /**
     * Starts a main class.
     *
     * @param prefix a command that runs the rest, or nothing
     * @param java the java command
     * @param flags options of the JVM, before the class path
     * @param libraries one class of each that it needs beside core
     */
    public static ChildProcess start(
            List<String> prefix,
            Path java,
            List<String> flags,
            List<Class<?>> libraries,
            Class<?> main,
            Object... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(java.toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(main, libraries), main.getName()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command);
        // The JVM tells of these on stderr, and they are flags.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        try {
            return new ChildProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path java(Path home) {
        return home.resolve("bin").resolve("java");
    }

    /** What the mains need, and nothing of the test framework. */
    private static String classPath(Class<?> main, List<Class<?>> libraries) {
        return Stream.concat(Stream.of(main, Journal.class, ChildProcess.class, DirectBuffer.class), libraries.stream())
                .map(ChildProcess::origin)
                .distinct()
                .collect(Collectors.joining(java.io.File.pathSeparator));
    }

    private static String origin(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** The next line of its standard output. */
    public String line() {
        return line(PATIENCE);
    }

    /** The next line of its standard output, for a process that may be silent for long. */
    public String line(Duration patience) {
        try {
            String line = lines.poll(patience.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no line within " + patience + "; stderr: " + errors);
            }
            return line;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for a line; any other is a failure. */
    public void expect(String expected) {
        String line = line();
        if (!line.equals(expected)) {
            throw new AssertionError("expected \"" + expected + "\", got \"" + line + "\"; stderr: " + errors);
        }
    }

    /** Writes a line to its standard input. */
    public void tell(Object line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new AssertionError("cannot tell \"" + line + "\"; stderr: " + errors, e);
        }
    }

    /** Where its threads are now, as the JVM prints them to standard output. */
    public List<String> threads() {
        signal("QUIT");
        List<String> printed = new ArrayList<>();
        try {
            for (String line = line(); line != null; line = lines.poll(1, TimeUnit.SECONDS)) {
                printed.add(line);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return printed;
    }

    /** Everything it wrote to standard error so far; all of it once it ended. */
    public String errors() {
        return errors.toString();
    }

    /** Sends SIGKILL; does not wait. */
    public void kill() {
        // On Linux this is kill -9.
        process.destroyForcibly();
    }

    /** Sends SIGKILL and waits until the process is gone. */
    public void killAndWait() {
        kill();
        end();
    }

    /** Asks it to end, as a shell or a service manager does: SIGTERM. */
    public void terminate() {
        signal("TERM");
    }

    /** Halts it at whatever instruction it is. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it go on. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new AssertionError("kill -" + name + " ended with " + code);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until it ends by itself, or because it was killed. */
    public int end() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("did not end within " + PATIENCE + "; stderr: " + errors);
            }
            for (Thread pump : pumps) {
                pump.join(PATIENCE.toMillis());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until it ends by itself, well: exit 0, nothing on stderr. */
    public void endWell() {
        int code = end();
        if (code != 0 || !errors.isEmpty()) {
            throw new AssertionError("ended with " + code + "; stderr: " + errors);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        if (process.isAlive()) {
            killAndWait();
        }
    }

    private static Thread pump(InputStream in, java.util.function.Consumer<String> to) {
        Thread thread = new Thread(() -> {
            try (BufferedReader reader =
                    new BufferedReader(new java.io.InputStreamReader(in, StandardCharsets.UTF_8))) {
                reader.lines().forEach(to);
            } catch (IOException | UncheckedIOException e) {
                // The pipe of a killed process; what it had to say was said.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}

package io.tailrace.test;

import io.tailrace.Journal;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A process with a role in a {@link TestJournal}: does what it is told, one thing at a time, and can be killed or halted in between. It
 * ends by itself when the process of the test ends.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public abstract sealed class JournalProcess implements AutoCloseable permits WriterProcess, ConsumerProcess {
    private static final int FIELD_STATE = 0;

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuffer errors = new StringBuffer();

    JournalProcess(Class<?> main, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(main),
                main.getName()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command);
        // What the test's JVM is told there, for example an agent, is not meant for this one.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pump(process.getInputStream(), lines::add);
        pump(process.getErrorStream(), line -> errors.append(line).append('\n'));
        boolean started = false;
        try {
            answer("start");
            started = true;
        } finally {
            if (!started) {
                process.destroyForcibly();
            }
        }
    }

    /** The kit, core and Agrona, from wherever they are; nothing of the test. */
    private static String classPath(Class<?> main) {
        return Stream.of(main, Journal.class, DirectBuffer.class)
                .map(JournalProcess::origin)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
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

    private static void pump(InputStream in, Consumer<String> to) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader reader =
                            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                        reader.lines().forEach(to);
                    } catch (IOException | UncheckedIOException e) {
                        // The pipe of a killed process; what it had to say was said.
                        return;
                    }
                },
                "tailrace-test-pump");
        thread.setDaemon(true);
        thread.start();
    }

    /** Tells it something and waits until it is done. */
    final long tell(String command) {
        try {
            process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new AssertionError("process " + pid() + " cannot be told to " + verb(command) + ": " + errors, e);
        }
        return answer(command);
    }

    private long answer(String command) {
        String[] line = new String[1];
        boolean answered = Await.within(Await.PATIENCE, () -> (line[0] = lines.poll()) != null || !process.isAlive());
        if (answered && line[0] == null) {
            // Its last words may still be on their way.
            line[0] = pollLast();
        }
        if (line[0] != null && line[0].startsWith(ProcessMain.DONE)) {
            return Long.parseLong(line[0].substring(ProcessMain.DONE.length()));
        }
        throw new AssertionError("process " + pid() + " could not " + verb(command) + ": "
                + (line[0] != null ? line[0] : answered ? "it has ended" : "no answer within " + Await.PATIENCE) + " "
                + errors);
    }

    private @Nullable String pollLast() {
        try {
            return lines.poll(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static String verb(String command) {
        int end = command.indexOf(' ');
        return end < 0 ? command : command.substring(0, end);
    }

    /**
     * Which process it is.
     *
     * @return its process id
     */
    public final long pid() {
        return process.pid();
    }

    /**
     * Whether it is there.
     *
     * @return false once it was killed or closed
     */
    public final boolean isAlive() {
        return process.isAlive();
    }

    /** Kills it ({@code SIGKILL}), whatever it does, and waits until it is gone: its locks are free, what it held by a name stays held. */
    public final void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Halts it ({@code SIGSTOP}): it has all that it had, and does nothing. Returns when it stands still. */
    public final void pause() {
        signal("STOP");
        Await.until(() -> "process " + pid() + " stands still", () -> state().equals("T"));
    }

    /** Lets it go on ({@code SIGCONT}). */
    public final void resume() {
        signal("CONT");
    }

    private String state() {
        try {
            return DeadProcess.statFields(pid())[FIELD_STATE];
        } catch (IOException e) {
            throw new AssertionError("process " + pid() + " is gone", e);
        }
    }

    private void signal(String name) {
        try {
            // The kill of the shell: the command need not be there.
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid()).start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("process " + pid() + " cannot be sent SIG" + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void awaitEnd() {
        Await.until(() -> "process " + pid() + " has ended", () -> !process.isAlive());
    }

    /** Has it leave its role as one does who ends well, and waits until it is gone. Does nothing if it was killed. */
    @Override
    public final void close() {
        if (!process.isAlive()) {
            return;
        }
        try {
            signal("CONT");
            // The end of its input is what it ends at.
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended meanwhile.
            process.destroyForcibly();
        }
        boolean ended = Await.within(Await.PATIENCE, () -> !process.isAlive());
        if (!ended) {
            kill();
        }
    }
}

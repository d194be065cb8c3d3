package io.tailrace.stress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Sends signals by a shell that is asked a line at a time: a process a signal would take longer than what is to be hit. For one thread.
 */
final class Signals implements AutoCloseable {
    private final Process shell;

    Signals() {
        try {
            shell = new ProcessBuilder("bash", "-c", "while read -r line; do kill $line; echo; done")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when each thread of all these processes has stopped. */
    void stop(Iterable<Member> members) {
        StringBuilder pids = new StringBuilder("-STOP");
        members.forEach(member -> pids.append(' ').append(member.pid()));
        send(pids.toString());
        for (Member member : members) {
            while (!hasStopped(member.pid())) {
                Thread.onSpinWait();
            }
        }
    }

    void resume(Iterable<Member> members) {
        StringBuilder pids = new StringBuilder("-CONT");
        members.forEach(member -> pids.append(' ').append(member.pid()));
        send(pids.toString());
    }

    private void send(String line) {
        try {
            shell.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
            shell.getOutputStream().flush();
            if (shell.getInputStream().read() < 0) {
                throw new IOException("the shell that sends signals is gone");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process that has ended does nothing any more, either. */
    private static boolean hasStopped(long pid) {
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks) {
                String stat = Files.readString(task.resolve("stat"));
                char state = stat.charAt(stat.lastIndexOf(')') + 2);
                if ("tTZX".indexOf(state) < 0) {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return !Files.exists(Path.of("/proc/" + pid));
        } catch (IOException e) {
            // A thread that ended while it was looked at.
            return false;
        }
    }

    @Override
    public void close() {
        shell.destroyForcibly();
    }
}

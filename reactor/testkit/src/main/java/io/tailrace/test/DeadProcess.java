package io.tailrace.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who a process was that has ended: evidence that a writer is dead, as its successors look for it.
 *
 * @param pid process id
 * @param start its start in clock ticks since boot
 */
record DeadProcess(long pid, long start) {
    private static final int FIELD_START = 19;

    /** Lets a small process live for a moment. */
    static DeadProcess make() {
        try {
            // It waits for its input, of which there is none.
            Process process = new ProcessBuilder("cat").start();
            long start = Long.parseLong(statFields(process.pid())[FIELD_START]);
            process.destroyForcibly().waitFor();
            return new DeadProcess(process.pid(), start);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while a process ended", e);
        }
    }

    /** The fields of {@code /proc/<pid>/stat} behind the name, which may hold blanks and brackets itself. */
    static String[] statFields(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }
}

package io.tailrace.samples.feeds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Temporary directories with journals of this process. */
final class Directories {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private Directories() {}

    /** Empties a directory, however long a page is still in the making for an appender that was closed. */
    static void empty(Path directory) {
        long begin = System.nanoTime();
        while (!isEmptied(directory)) {
            if (System.nanoTime() - begin > DEADLINE_NANOS) {
                throw new AssertionError("cannot be emptied: " + directory);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static boolean isEmptied(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(directory)) {
                    Files.deleteIfExists(path);
                }
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            // Something came while this went through.
            return false;
        }
    }
}

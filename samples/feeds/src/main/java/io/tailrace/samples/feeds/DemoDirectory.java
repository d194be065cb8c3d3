package io.tailrace.samples.feeds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the demo's journals are, and their end. */
final class DemoDirectory {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final int MAX_ATTEMPTS = 100;
    private static final Duration DELETE_TIMEOUT = Duration.ofSeconds(5);

    private DemoDirectory() {}

    /**
     * Makes a new directory where there is room.
     *
     * @param parent where, or null: in shared memory, or else where temporary files are
     * @param needed bytes
     */
    static Path create(@Nullable Path parent, long needed) throws IOException {
        List<Path> parents = parent == null
                ? List.of(SHARED_MEMORY, Path.of(System.getProperty("java.io.tmpdir")))
                : List.of(parent);
        for (Path candidate : parents) {
            if (Files.isDirectory(candidate) && usable(candidate) >= needed) {
                return createUnique(candidate);
            }
        }
        Path last = parents.get(parents.size() - 1);
        throw new IOException(last + ": " + (needed >> 20) + " MiB needed, " + (usable(last) >> 20)
                + " available; lower --seconds or --rate, or name another --directory");
    }

    private static long usable(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    private static Path createUnique(Path parent) throws IOException {
        String name = "tailrace-demo-" + ProcessHandle.current().pid();
        for (int attempt = 1; true; attempt++) {
            // Containers that share memory do not share process ids.
            Path directory = parent.resolve(attempt == 1 ? name : name + '-' + attempt);
            try {
                return Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Deletes a directory with everything in it, also if a dying process still adds to it. */
    static void delete(Path directory) throws IOException {
        long deadline = System.nanoTime() + DELETE_TIMEOUT.toNanos();
        while (Files.exists(directory)) {
            try {
                deleteOnce(directory);
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }

    private static void deleteOnce(Path directory) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(directory)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}

package io.tailrace.samples.dashboard.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories for tests, and their end. */
final class Directories {
    private Directories() {}

    /** A new one where journals belong. */
    static Path make() throws IOException {
        Path shared = Path.of("/dev/shm");
        return Files.isWritable(shared)
                ? Files.createTempDirectory(shared, "tailrace-dashboard-it-")
                : Files.createTempDirectory("tailrace-dashboard-it-");
    }

    /** Deletes one, also if a process that just ended still has files in the making. */
    static void delete(Path directory) {
        Wait.until(directory + " is deleted", () -> deleteOnce(directory));
    }

    private static boolean deleteOnce(Path directory) {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(directory)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException | UncheckedIOException e) {
            return !Files.exists(directory);
        }
        try {
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            return false;
        }
        return !Files.exists(directory);
    }
}

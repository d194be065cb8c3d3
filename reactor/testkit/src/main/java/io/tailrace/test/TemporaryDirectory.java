package io.tailrace.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory in shared memory, where journals live, or wherever temporary files go on a machine that has none. */
final class TemporaryDirectory {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "tailrace-test-";

    private final Path path;

    private TemporaryDirectory(Path path) {
        this.path = path;
    }

    static TemporaryDirectory make() {
        try {
            Path made = Files.isWritable(SHARED_MEMORY)
                    ? Files.createTempDirectory(SHARED_MEMORY, PREFIX)
                    : Files.createTempDirectory(PREFIX);
            // As the kernel calls it, by which open files are told.
            return new TemporaryDirectory(made.toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return path;
    }

    /** Deletes it with all that is in it, however long somebody who is on his way out still makes files there. */
    void delete() {
        Await.until(() -> "all files are deleted below " + path, this::isDeleted);
    }

    private boolean isDeleted() {
        if (!Files.exists(path)) {
            return true;
        }
        try (Stream<Path> walk = Files.walk(path)) {
            List<Path> files = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path file : files) {
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    // A test may have taken the right to delete away.
                    file.toFile().setWritable(true);
                }
            }
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            // Something came, or went, while this went through.
            return false;
        }
    }
}

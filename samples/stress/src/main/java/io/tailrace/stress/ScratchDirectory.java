package io.tailrace.stress;

import io.tailrace.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where the journals of a run are: in memory, if the machine has such a file system. */
public final class ScratchDirectory implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "tailrace-stress-";

    private final Path path;

    public ScratchDirectory() throws IOException {
        path = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, PREFIX) : Files.createTempDirectory(PREFIX);
    }

    public Path path() {
        return path;
    }

    /** Whatever a process that is being killed still makes in it. */
    public void empty() {
        Await.until("all files are deleted", () -> {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    if (!file.equals(path)) {
                        Files.deleteIfExists(file);
                    }
                }
                return true;
            } catch (IOException | UncheckedIOException e) {
                // Something came while this went through.
                return false;
            }
        });
    }

    @Override
    public void close() throws IOException {
        empty();
        Files.delete(path);
    }
}

package io.tailrace.check;

import io.tailrace.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** Temporary directories where journals live by default: in memory, if the machine has such a file system. */
public final class SharedMemoryDirectory implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "tailrace-it-")
                : Files.createTempDirectory("tailrace-it-");
    }

    /** Empties a directory, whatever a process that is being killed still makes in it. */
    public static void empty(Path directory) {
        Await.until("all files are deleted", () -> {
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
        });
    }
}

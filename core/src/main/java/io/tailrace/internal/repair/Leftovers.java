package io.tailrace.internal.repair;

import io.tailrace.JournalAccessException;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What makers that died left behind. */
final class Leftovers {
    private final Path directory;
    private final Plan plan;

    Leftovers(Path directory, Plan plan) {
        this.directory = directory;
        this.plan = plan;
    }

    void sweep() {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PageDescriptor.TEMPORARY_PREFIX + "*")) {
            for (Path path : left) {
                plan.add(path.getFileName() + ": left by a maker that died, removed", () -> Files.deleteIfExists(path));
            }
        } catch (IOException e) {
            throw JournalAccessException.because(directory, "list its files", e);
        }
    }
}

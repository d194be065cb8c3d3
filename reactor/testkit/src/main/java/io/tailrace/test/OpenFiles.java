package io.tailrace.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the kernel says this process has open below a directory, deleted files too.
 *
 * @param mapped files that are mapped, relative to the directory, each once
 * @param descriptors descriptors that are open: number, and file relative to the directory
 */
record OpenFiles(List<String> mapped, List<String> descriptors) {
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final Path FD = Path.of("/proc/self/fd");

    static OpenFiles below(Path directory) {
        return new OpenFiles(mapped(directory + "/"), descriptors(directory + "/"));
    }

    boolean isEmpty() {
        return mapped.isEmpty() && descriptors.isEmpty();
    }

    private static List<String> mapped(String prefix) {
        try (Stream<String> lines = Files.lines(MAPS)) {
            return lines.filter(line -> line.contains(prefix))
                    .map(line -> line.substring(line.indexOf(prefix) + prefix.length()))
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> descriptors(String prefix) {
        List<String> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(FD)) {
            for (Path entry : entries.toList()) {
                String target = target(entry);
                if (target.startsWith(prefix)) {
                    found.add(entry.getFileName() + " " + target.substring(prefix.length()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String target(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString();
        } catch (IOException e) {
            // Closed since it was listed: the descriptor of the listing itself, for one.
            return "";
        }
    }
}

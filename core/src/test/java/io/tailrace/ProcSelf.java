package io.tailrace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel says this process has mapped and open. */
public final class ProcSelf {
    private static final Path FD = Path.of("/proc/self/fd");

    private ProcSelf() {}

    /** The lines of {@code maps} for files below a directory, deleted ones too. */
    public static List<String> mappings(Path directory) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(directory + "/")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The open descriptors of files below a directory, deleted ones too: number and target. */
    public static List<String> descriptors(Path directory) {
        List<String> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(FD)) {
            for (Path entry : entries.toList()) {
                String target = target(entry);
                if (target.startsWith(directory + "/")) {
                    found.add(entry.getFileName() + " " + target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** Whether a descriptor, as {@link #descriptors} gives it, can be written through. */
    public static boolean isWritable(String descriptor) {
        Path info = Path.of("/proc/self/fdinfo", descriptor.substring(0, descriptor.indexOf(' ')));
        try (Stream<String> lines = Files.lines(info)) {
            String flags =
                    lines.filter(line -> line.startsWith("flags:")).findFirst().orElseThrow();
            return (Integer.parseInt(flags.substring(6).trim(), 8) & 3) != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

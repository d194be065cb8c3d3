package io.tailrace.internal.page;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Directories whose file system is to be taken for full: for the test kit alone, since a disk that really is full needs root. What
 * follows from it is the real thing. Null in normal runs; looked at when a file is made, never when a frame is appended.
 */
public final class FullDisks {
    private static volatile @Nullable Set<Path> directories;

    private FullDisks() {}

    /** From now on there is no room below a directory, for makers in this JVM. */
    public static synchronized void add(Path directory) {
        Set<Path> more = directories == null ? new HashSet<>() : new HashSet<>(directories);
        more.add(directory);
        directories = Set.copyOf(more);
    }

    /** From now on there is as much room as there is. */
    public static synchronized void remove(Path directory) {
        Set<Path> known = directories;
        if (known != null) {
            Set<Path> fewer = new HashSet<>(known);
            fewer.remove(directory);
            directories = fewer.isEmpty() ? null : Set.copyOf(fewer);
        }
    }

    static boolean isFull(Path directory) {
        Set<Path> known = directories;
        return known != null && known.stream().anyMatch(directory::startsWith);
    }
}

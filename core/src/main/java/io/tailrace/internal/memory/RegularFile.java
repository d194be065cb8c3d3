package io.tailrace.internal.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Looks at a file before it is opened: opening a named pipe would wait for its other end for ever. */
public final class RegularFile {
    private RegularFile() {}

    /**
     * Passes a path on that can be opened without waiting.
     *
     * @throws NoSuchFileException if there is nothing
     * @throws IOException if it is a directory, a link, a pipe or a device
     */
    public static Path require(Path path) throws IOException {
        // One look: between two the file may be made.
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isRegularFile()) {
            return path;
        }
        throw new IOException(path + " is not a regular file");
    }
}

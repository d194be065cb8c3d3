package io.tailrace.mutant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Deque;

/** Ends of things that tests made. */
final class Trees {
    private Trees() {}

    /** A directory with all that is in it, while others may make files in it. */
    static void delete(Path path) {
        try {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                    for (Path entry : entries) {
                        delete(entry);
                    }
                }
            }
            Files.deleteIfExists(path);
        } catch (NoSuchFileException e) {
            // Somebody was faster.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void deleteFile(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void closeAll(Deque<AutoCloseable> open) {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("closing what the test opened", e);
            }
        }
    }
}

package io.tailrace.samples.feeds;

import java.nio.file.Path;

/** Journals are called as their directories are. */
final class FeedNames {
    private FeedNames() {}

    /** The last name of a path, without blanks, so that it stays one word in a line. */
    static String of(Path journal) {
        Path name = journal.toAbsolutePath().normalize().getFileName();
        return (name == null ? journal : name).toString().replaceAll("\\s+", "_");
    }
}

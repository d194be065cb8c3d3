package io.tailrace.reactor;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.ReaderOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription reads.
 *
 * @param path where the journal is
 * @param journal one that the caller opened and closes, or null to open that at the path
 * @param options how to open it
 * @param readerOptions how to read it
 * @param awaitNanos how long to wait for it to be made
 */
record ReaderSource(
        Path path, @Nullable Journal journal, JournalOptions options, ReaderOptions readerOptions, long awaitNanos) {}

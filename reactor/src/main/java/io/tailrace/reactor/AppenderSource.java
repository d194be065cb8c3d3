package io.tailrace.reactor;

import io.tailrace.AppenderOptions;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription appends to.
 *
 * @param path where the journal is, or null if there is one
 * @param journal one that the caller opened and closes, or null to open or make that at the path
 * @param options how to open it
 * @param appenderOptions how to append to it
 */
record AppenderSource(
        @Nullable Path path, @Nullable Journal journal, JournalOptions options, AppenderOptions appenderOptions) {}

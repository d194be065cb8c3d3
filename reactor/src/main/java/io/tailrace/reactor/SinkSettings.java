package io.tailrace.reactor;

import io.tailrace.AppenderOptions;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.util.function.Tuple2;
import reactor.util.function.Tuples;

/**
 * What a subscription appends to, and how.
 *
 * @param path where the journal is, or null if there is one
 * @param journal one that the caller opened and closes, or null to open or make that at the path
 * @param options how to open it
 * @param appenderOptions how to append to it
 * @param prefetch elements requested ahead
 * @param confirmation when something counts as done
 * @param stallTimeout how long it may be that nothing can be appended
 */
record SinkSettings(
        @Nullable Path path,
        @Nullable Journal journal,
        JournalOptions options,
        AppenderOptions appenderOptions,
        int prefetch,
        Confirmation confirmation,
        Duration stallTimeout) {
    /** What a publisher is called where its user does not name it. */
    static final String SCAN_NAME = "tailrace.sink";

    /** What meters of such a publisher are tagged with. */
    Stream<Tuple2<String, String>> scanTags() {
        Path directory = journal == null ? Objects.requireNonNull(path) : journal.path();
        return Stream.of(Tuples.of("journal", String.valueOf(directory.getFileName())));
    }

    SinkSettings withOptions(JournalOptions changed) {
        return new SinkSettings(path, journal, changed, appenderOptions, prefetch, confirmation, stallTimeout);
    }

    SinkSettings withAppenderOptions(AppenderOptions changed) {
        return new SinkSettings(path, journal, options, changed, prefetch, confirmation, stallTimeout);
    }

    SinkSettings withPrefetch(int changed) {
        return new SinkSettings(path, journal, options, appenderOptions, changed, confirmation, stallTimeout);
    }

    SinkSettings withConfirmation(Confirmation changed) {
        return new SinkSettings(path, journal, options, appenderOptions, prefetch, changed, stallTimeout);
    }

    SinkSettings withStallTimeout(Duration changed) {
        return new SinkSettings(path, journal, options, appenderOptions, prefetch, confirmation, changed);
    }
}

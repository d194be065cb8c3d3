package io.tailrace.reactor;

import io.tailrace.ConsumerPolicy;
import io.tailrace.GapException;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.ReaderOptions;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription reads, and how. Immutable; each method returns a new instance.
 *
 * @param path where the journal is
 * @param journal one that the caller opened and closes, or null to open that at the path
 * @param options how to open it, or null for what the reader needs
 * @param readerOptions how to read it
 * @param awaitNanos how long to wait for it to be made
 * @param maxInFlight how many deliveries may be in flight where they are acknowledged
 * @param onGap told of gaps, which are skipped; null if a gap is an error
 * @param drain what the subscription is tied to, if to anything
 */
record ReaderSource(
        Path path,
        @Nullable Journal journal,
        @Nullable JournalOptions options,
        ReaderOptions readerOptions,
        long awaitNanos,
        int maxInFlight,
        @Nullable Consumer<? super GapException> onGap,
        @Nullable DrainSignal drain) {
    private static final int MAX_IN_FLIGHT = 1_024;

    static ReaderSource of(Path path, @Nullable Journal journal) {
        return new ReaderSource(path, journal, null, ReaderOptions.defaults(), 0, MAX_IN_FLIGHT, null, null);
    }

    ReaderSource withOptions(JournalOptions changed) {
        return new ReaderSource(path, journal, changed, readerOptions, awaitNanos, maxInFlight, onGap, drain);
    }

    ReaderSource withReaderOptions(ReaderOptions changed) {
        return new ReaderSource(path, journal, options, changed, awaitNanos, maxInFlight, onGap, drain);
    }

    ReaderSource withAwaitNanos(long changed) {
        return new ReaderSource(path, journal, options, readerOptions, changed, maxInFlight, onGap, drain);
    }

    ReaderSource withMaxInFlight(int changed) {
        return new ReaderSource(path, journal, options, readerOptions, awaitNanos, changed, onGap, drain);
    }

    ReaderSource withOnGap(Consumer<? super GapException> changed) {
        return new ReaderSource(path, journal, options, readerOptions, awaitNanos, maxInFlight, changed, drain);
    }

    ReaderSource withDrain(DrainSignal changed) {
        return new ReaderSource(path, journal, options, readerOptions, awaitNanos, maxInFlight, onGap, changed);
    }

    /** Whether the reader stores anything in the journal: where it is, and that it lives. */
    boolean stores() {
        return readerOptions.consumer() != null || readerOptions.policy() == ConsumerPolicy.GATE;
    }

    /** Opens the journal; a reader that stores anything there needs it writable. */
    Journal open() {
        if (options != null || stores()) {
            return Journal.open(path, options != null ? options : JournalOptions.defaults());
        }
        return Journal.openToRead(path, JournalOptions.defaults());
    }
}

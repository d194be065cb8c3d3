package io.tailrace.samples.feeds;

import io.tailrace.Start;
import io.tailrace.reactor.PollLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Several feeds, read side by side on one loop. */
final class FeedReaders implements AutoCloseable {
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(15);

    private final List<FeedReader> readers;

    private FeedReaders(List<FeedReader> readers) {
        this.readers = readers;
    }

    static FeedReaders of(List<Path> journals, PollLoop loop, Start start, @Nullable String consumer) {
        return new FeedReaders(journals.stream()
                .map(journal -> new FeedReader(FeedNames.of(journal), journal, loop, start, consumer))
                .toList());
    }

    List<FeedReader> list() {
        return readers;
    }

    List<FeedTotals> totals() {
        return readers.stream().map(FeedReader::totals).toList();
    }

    /**
     * Reads until an end, and then until everything is read that is there. Blocks.
     *
     * @param end asks for the end
     * @param awaitJournal how long to wait for a journal to be made
     * @param table shows what happens meanwhile
     */
    void readUntil(Mono<Void> end, Duration awaitJournal, LiveTable table) {
        Mono<Void> reading = Mono.when(readers.stream()
                .map(reader -> reader.received(awaitJournal).then())
                .toList());
        Mono<Void> drained = Mono.defer(() ->
                        Mono.when(readers.stream().map(FeedReader::drained).toList()))
                .timeout(
                        DRAIN_TIMEOUT,
                        Mono.error(() -> new IllegalStateException(
                                "what was in the journals at the end could not be read within "
                                        + DRAIN_TIMEOUT.toSeconds() + " s")));
        Disposable shown = table.start();
        try {
            Mono.firstWithSignal(reading, end.then(drained)).block();
        } finally {
            shown.dispose();
        }
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(readers);
    }
}

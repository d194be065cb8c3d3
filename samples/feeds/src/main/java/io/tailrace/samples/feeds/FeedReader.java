package io.tailrace.samples.feeds;

import io.tailrace.Start;
import io.tailrace.Until;
import io.tailrace.reactor.JournalFlux;
import io.tailrace.reactor.PollLoop;
import java.nio.file.Path;
import java.time.Duration;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One journal as a Flux, counted. */
final class FeedReader implements AutoCloseable {
    private static final Duration DRAIN_PERIOD = Duration.ofMillis(5);

    private final Path path;
    private final PollLoop loop;
    private final Start start;
    private final @Nullable String consumer;
    private final JournalView view;
    private final FeedStats stats;
    private final EpochNanoClock clock = SystemEpochNanoClock.INSTANCE;

    /**
     * A reader.
     *
     * @param name of the feed
     * @param path the journal
     * @param loop polls it
     * @param start where to begin
     * @param consumer name whose cursor is kept in the journal, null for none
     */
    FeedReader(String name, Path path, PollLoop loop, Start start, @Nullable String consumer) {
        this.path = path;
        this.loop = loop;
        this.start = start;
        this.consumer = consumer;
        view = new JournalView(path);
        boolean wholeRuns = consumer == null && start.kind() == Start.Kind.EARLIEST;
        stats = new FeedStats(name, view::pageBits, new Continuity(wholeRuns));
    }

    /** Reads for ever; what is emitted was counted. */
    Flux<Received> received(Duration awaitJournal) {
        JournalFlux flux =
                JournalFlux.from(path).start(start).awaitJournal(awaitJournal).runOn(loop);
        return (consumer == null ? flux : flux.consumer(consumer))
                .receive(Received::decode)
                .doOnNext(frame -> stats.add(frame, clock.nanoTime()));
    }

    /** What happened since the last call, that many ns ago. */
    Interval next(long nanos) {
        return stats.next(nanos, view.tail());
    }

    FeedTotals totals() {
        return stats.totals();
    }

    /** Whether there is a journal to read. */
    boolean exists() {
        return view.exists();
    }

    /** Completes when everything was counted that is in the journal now. */
    Mono<Void> drained() {
        return Mono.defer(() -> {
            long tail = view.tail();
            return hasUncounted(tail)
                    .filter(uncounted -> !uncounted)
                    .repeatWhenEmpty(empty -> empty.delayElements(DRAIN_PERIOD))
                    .then();
        });
    }

    /** A bounded replay behind what was counted: positions alone do not tell, since a page's end is no frame. */
    private Mono<Boolean> hasUncounted(long tail) {
        return Mono.defer(() -> JournalFlux.from(path)
                .start(firstUncounted())
                .until(Until.tail())
                .runOn(loop)
                .receive((buffer, offset, length, header) -> header.position())
                .takeWhile(position -> position < tail)
                .hasElements());
    }

    private Start firstUncounted() {
        long position = stats.nextPosition();
        if (position < 0 && consumer != null) {
            position = view.cursor(consumer);
        }
        return position < 0 ? start : Start.position(position);
    }

    @Override
    public void close() {
        view.close();
    }
}

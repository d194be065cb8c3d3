package io.tailrace.samples.feeds;

import io.tailrace.AppenderOptions;
import io.tailrace.JournalOptions;
import io.tailrace.reactor.FrameEncoder;
import io.tailrace.reactor.JournalSink;
import io.tailrace.reactor.SendTotal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToIntFunction;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What the commands that publish have in common: the journal, the pace, the last line. */
final class Publishing {
    @Option(
            names = "--journal",
            paramLabel = "PATH",
            required = true,
            description = "Directory of the journal; made if it is not there. Its name names the feed.")
    private Path journal;

    @Option(
            names = "--page-size",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "Page size, with k, m or g. Default: the journal's, 16m for a new one.")
    private @Nullable Integer pageSize;

    @Option(
            names = "--end-with-parent",
            description = "End when stdin ends: when whoever started this process is gone.")
    private boolean endWithParent;

    /**
     * Publishes a schedule until its end, or until asked to end; each frame has the time at which it was published.
     *
     * @param schedules makes the schedule
     * @param encoder writes a value
     * @param length bytes of a value's payload
     * @param stop asks for the end
     * @param out gets notes and the last line
     */
    <T> void publish(
            Callable<? extends Schedule<T>> schedules,
            FrameEncoder<? super T> encoder,
            ToIntFunction<? super T> length,
            StopSignal stop,
            PrintWriter out) {
        if (endWithParent) {
            stop.listenToStdin(() -> {});
        }
        Lateness lateness = new Lateness(note -> out.println(name() + ": " + note));
        LongAdder bytes = new LongAdder();
        Flux<T> feed = PacedFlux.of(schedules, scheduler(), System::nanoTime, lateness)
                .takeUntilOther(stop.requested())
                .doOnNext(value -> bytes.add(length.applyAsInt(value)));
        SendTotal result = Objects.requireNonNull(sink().send(feed, encoder).block());
        out.println(TotalLine.of(TotalLine.PUBLISHED, name())
                .with("frames", result.count())
                .with("bytes", bytes.sum())
                .with("last_position", result.lastPosition())
                .with("behind_ms", lateness.maxMillis()));
    }

    /** Name of the feed. */
    String name() {
        return FeedNames.of(journal);
    }

    private JournalSink sink() {
        JournalOptions options = JournalOptions.defaults();
        return JournalSink.to(journal)
                .options(pageSize == null ? options : options.pageSize(pageSize))
                .appender(AppenderOptions.defaults().clock(SystemEpochNanoClock.INSTANCE));
    }

    /** A thread of its own that may block, so that all is appended on it. */
    private static Scheduler scheduler() {
        return Schedulers.newSingle(task -> {
            Thread thread = new Thread(task, "pace");
            thread.setDaemon(true);
            return thread;
        });
    }
}

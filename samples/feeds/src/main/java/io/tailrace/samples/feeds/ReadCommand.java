package io.tailrace.samples.feeds;

import io.tailrace.Start;
import io.tailrace.reactor.PollLoop;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;

/** {@code read}: subscribes to journals and measures what comes. */
@Command(
        name = "read",
        description = {
            "Subscribes to several journals and prints for each second and feed: rates, lag, page switches, and latency"
                    + " percentiles from the frame's timestamp to its being received.",
            "Ends after --seconds, or with SIGTERM or Ctrl-C, when everything that is there then was read. Exits with 1"
                    + " if a made message is missing or came twice."
        })
final class ReadCommand implements Callable<Integer> {
    private enum From {
        EARLIEST,
        LATEST
    }

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "JOURNAL",
            arity = "1..*",
            description = "Directories of journals; their names name the feeds.")
    private List<Path> journals = List.of();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long to read; 0: what is there. Default: until asked to end.")
    private @Nullable Integer seconds;

    @Option(names = "--from", paramLabel = "WHERE", description = "earliest or latest. Default: earliest.")
    private From from = From.EARLIEST;

    @Option(names = "--consumer", paramLabel = "NAME", description = "Keep a cursor of this name in each journal.")
    private @Nullable String consumer;

    @Option(
            names = "--wait",
            paramLabel = "N",
            description = "How many seconds to wait for a journal to be made. Default: ${DEFAULT-VALUE}.")
    private int wait = 30;

    @Option(
            names = "--spin",
            description = "Poll without a pause: least latency, one core. Default: sleep until there is data.")
    private boolean spin;

    @Option(
            names = "--end-with-parent",
            description = "End when stdin ends: when whoever started this process is gone.")
    private boolean endWithParent;

    @Option(names = "--delete-if-orphaned", hidden = true)
    private @Nullable Path orphanedDirectory;

    @Override
    public Integer call() throws Exception {
        AtomicBoolean orphaned = new AtomicBoolean();
        if (endWithParent) {
            main.stop().listenToStdin(() -> orphaned.set(true));
        }
        try {
            return read(spec.commandLine().getOut());
        } finally {
            if (orphaned.get() && orphanedDirectory != null) {
                DemoDirectory.delete(orphanedDirectory);
            }
        }
    }

    private int read(PrintWriter out) {
        PollLoop loop = spin ? PollLoop.spinning("feeds") : PollLoop.waiting("feeds");
        Start start = from == From.EARLIEST ? Start.earliest() : Start.latest();
        try (FeedReaders readers = FeedReaders.of(journals, loop, start, consumer)) {
            Mono<Void> end = seconds == null
                    ? main.stop().requested()
                    : Mono.firstWithSignal(
                            main.stop().requested(),
                            Mono.delay(Duration.ofSeconds(seconds)).then());
            LiveTable table = new LiveTable(readers.list(), out, main.stop()::request);
            readers.readUntil(end, Duration.ofSeconds(wait), table);
            return new ReadSummary(readers.totals()).print(out) ? 0 : 1;
        } finally {
            loop.dispose();
        }
    }
}

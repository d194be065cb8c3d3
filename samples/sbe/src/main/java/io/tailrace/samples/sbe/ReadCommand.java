package io.tailrace.samples.sbe;

import io.tailrace.Until;
import io.tailrace.reactor.JournalFlux;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** {@code read}: running averages of what is traded. */
@Command(
        name = "read",
        description = "Reads trades and quotes in place, and prints volume-weighted average prices.",
        mixinStandardHelpOptions = true)
final class ReadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "JOURNAL", description = "Waited for, if it is not there yet.")
    private Path journal;

    @Option(names = "--messages", paramLabel = "N", description = "End after so many. Default: after what is there.")
    private @Nullable Long messages;

    @Option(
            names = "--every",
            paramLabel = "N",
            description = "Print an instrument after so many trades of it. Default: ${DEFAULT-VALUE}.")
    private int every = 50_000;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ReadingCost cost = new ReadingCost();
        Flux.defer(() -> ticks().doOnNext(cost::count).handle(new Vwaps(every)::accept))
                // Printing is slow, and of no concern to the thread that reads.
                .publishOn(Schedulers.boundedElastic())
                .doOnNext(vwap -> out.println(vwap.line()))
                .blockLast();
        out.println(cost.line());
        out.flush();
        return 0;
    }

    private Flux<Tick> ticks() {
        JournalFlux source = JournalFlux.from(journal).awaitJournal(Duration.ofSeconds(30));
        if (messages == null) {
            return source.until(Until.tail()).receive(new TickDecoder());
        }
        return source.receive(new TickDecoder()).take(messages);
    }
}

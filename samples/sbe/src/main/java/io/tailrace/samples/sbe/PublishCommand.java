package io.tailrace.samples.sbe;

import io.tailrace.Appender;
import io.tailrace.Journal;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.agrona.concurrent.SystemEpochNanoClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code publish}: a made-up market into a journal. */
@Command(
        name = "publish",
        description = "Publishes made-up trades and quotes, as fast as it can.",
        mixinStandardHelpOptions = true)
final class PublishCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "JOURNAL", description = "Made if it is not there.")
    private Path journal;

    @Option(names = "--messages", paramLabel = "N", description = "How many. Default: ${DEFAULT-VALUE}.")
    private long messages = 500_000;

    @Option(names = "--instruments", paramLabel = "N", description = "How many. Default: ${DEFAULT-VALUE}.")
    private int instruments = 4;

    @Option(names = "--seed", paramLabel = "N", description = "Same seed, same messages. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Override
    public Integer call() {
        MadeMarket market = new MadeMarket(instruments, seed);
        try (Journal opened = Journal.openOrCreate(journal);
                Appender appender = opened.appender()) {
            MarketPublisher publisher = new MarketPublisher(appender, new SystemEpochNanoClock());
            for (long i = 0; i < messages; i++) {
                market.publishNext(publisher);
            }
        }
        spec.commandLine().getOut().printf(Locale.ROOT, "published %,d messages%n", messages);
        return 0;
    }
}

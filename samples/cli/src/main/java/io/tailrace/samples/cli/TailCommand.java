package io.tailrace.samples.cli;

import io.tailrace.Journal;
import io.tailrace.JournalNotFoundException;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.Until;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A journal to standard output. */
@Command(
        name = "tail",
        description = {
            "Prints frames, from the earliest to the tail as it is now.",
            "With --consumer it goes on where the consumer of that name stopped: at least once, for a frame counts as"
                    + " delivered when its line was flushed, and the consumer's cursor passes it only then."
        })
final class TailCommand implements Runnable {
    private static final int LOOK_EVERY_MILLIS = 10;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JournalArgument argument = new JournalArgument();

    @Mixin
    private TrustOption trust = new TrustOption();

    @Option(
            names = "--from",
            paramLabel = "START",
            converter = StartConverter.class,
            description =
                    "Where to begin: earliest (unless said), latest, a position, a time like 2024-08-08T12:00:00Z or"
                            + " 2024-08-08T14:00:00.123456789+02:00, or @ and ns since the epoch. Counts only where the"
                            + " consumer has no cursor yet.")
    private Start from = Start.earliest();

    @Option(
            names = "--consumer",
            paramLabel = "NAME",
            description =
                    "Read under a name, with a cursor that stays. Needs write permission; without it none is needed.")
    private @Nullable String consumer;

    @Option(names = "--follow", description = "At the tail, wait for more.")
    private boolean follow;

    @Option(names = "--wait", description = "If there is no journal yet, wait for it.")
    private boolean wait;

    @Option(names = "--limit", paramLabel = "N", description = "End after N frames.")
    private @Nullable Long limit;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "text (unless said): the payload and a newline. json: an object a line with position, timestamp"
                            + " (ns since the epoch, 0 = none), type, length, and payload, or payloadBase64 where that"
                            + " is no UTF-8.")
    private FrameFormat format = FrameFormat.TEXT;

    @Override
    public void run() {
        if (limit != null && limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit must not be negative, but is " + limit);
        }
        ReaderOptions options = readerOptions();
        // Closed last: until then the process is kept from ending.
        try (StopSignal stop = StopSignal.install();
                Journal journal = open(stop)) {
            if (journal != null) {
                print(journal, options, stop);
            }
        }
    }

    private ReaderOptions readerOptions() {
        ReaderOptions options = ReaderOptions.defaults().start(from).until(follow ? Until.never() : Until.tail());
        try {
            return consumer == null ? options : options.consumer(consumer);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--consumer: " + e.getMessage(), e);
        }
    }

    /** Opens the journal; null if told to stop before there was one. */
    private @Nullable Journal open(StopSignal stop) {
        JournalOptions options = trust.applyTo(JournalOptions.defaults()).readOnly(consumer == null);
        IdleStrategy idle = new SleepingMillisIdleStrategy(LOOK_EVERY_MILLIS);
        while (!stop.isRequested()) {
            try {
                return Journal.open(argument.path, options);
            } catch (JournalNotFoundException e) {
                if (!wait) {
                    throw new FailedException(e.getMessage() + " (--wait)", e);
                }
            }
            idle.idle();
        }
        return null;
    }

    private void print(Journal journal, ReaderOptions options, StopSignal stop) {
        try (Reader reader = journal.reader(options)) {
            FramePrinter printer = new FramePrinter(reader, format, new Output(), consumer != null, stop);
            printer.run(limit == null ? Long.MAX_VALUE : limit);
        }
    }
}

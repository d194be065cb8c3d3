package io.tailrace.samples.cli;

import io.tailrace.ConsumerPolicy;
import io.tailrace.GapException;
import io.tailrace.Journal;
import io.tailrace.JournalNotFoundException;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.Until;
import java.io.PrintWriter;
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
                            + " 2024-08-08T14:00:00.123456789+02:00, or @ and ns since the epoch, which passes over"
                            + " frames without a timestamp. Counts only where the consumer has no cursor yet.")
    private Start from = Start.earliest();

    @Option(
            names = "--consumer",
            paramLabel = "NAME",
            description =
                    "Read under a name, with a cursor that stays. Needs write permission; without it none is needed.")
    private @Nullable String consumer;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description =
                    "What it may hold up. gate: pages and the writer, with a name until the consumer is removed, else as long as"
                            + " it runs. evict: pages within the capacity. free: nothing. A consumer keeps what was said last,"
                            + " gate if nothing ever was; without a name it is free.")
    private @Nullable ConsumerPolicy policy;

    @Option(
            names = "--skip-gaps",
            description =
                    "Go on at the first frame that is still there when frames were removed before they were read; a line on"
                            + " stderr names what is lost. Otherwise that ends it with 1; a consumer goes on there when it is started again.")
    private boolean skipGaps;

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
        if (consumer == null && policy == ConsumerPolicy.EVICT) {
            throw new ParameterException(
                    spec.commandLine(), "--policy evict needs --consumer: without a name nothing is held");
        }
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
            options = policy == null ? options : options.policy(policy);
            return consumer == null ? options : options.consumer(consumer);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--consumer: " + e.getMessage(), e);
        }
    }

    /** Opens the journal; null if told to stop before there was one. */
    private @Nullable Journal open(StopSignal stop) {
        JournalOptions options = trust.applyTo(JournalOptions.defaults());
        boolean stores = consumer != null || policy == ConsumerPolicy.GATE;
        IdleStrategy idle = new SleepingMillisIdleStrategy(LOOK_EVERY_MILLIS);
        while (!stop.isRequested()) {
            try {
                return stores ? Journal.open(argument.path, options) : Journal.openToRead(argument.path, options);
            } catch (JournalNotFoundException e) {
                if (!wait) {
                    throw new FailedException(e.getMessage() + " (--wait)", e);
                }
            }
            idle.idle();
        }
        return null;
    }

    private void gap(GapException gap) {
        if (!skipGaps) {
            throw new FailedException(gap.getMessage() + " (--skip-gaps)", gap);
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println("tailrace: " + gap.getMessage());
        err.flush();
    }

    private void print(Journal journal, ReaderOptions options, StopSignal stop) {
        try (Reader reader = journal.reader(options)) {
            FramePrinter printer = new FramePrinter(reader, format, new Output(), consumer != null, stop, this::gap);
            printer.run(limit == null ? Long.MAX_VALUE : limit);
        }
    }
}

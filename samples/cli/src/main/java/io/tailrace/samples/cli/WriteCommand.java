package io.tailrace.samples.cli;

import io.tailrace.Journal;
import io.tailrace.JournalNotFoundException;
import io.tailrace.JournalOptions;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Standard input into a journal, a frame a line. */
@Command(
        name = "write",
        description = {
            "Appends each line of standard input as a frame: its bytes without the newline, which may be none.",
            "Ends with the input, or with 1 at a line that is too long, when everything before it is committed."
        })
final class WriteCommand implements Runnable {
    private static final int MAX_TYPE = 0xFFFF;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JournalArgument argument = new JournalArgument();

    @Mixin
    private PageSizeOption pageSize = new PageSizeOption();

    @Mixin
    private SharedOption shared = new SharedOption();

    @Mixin
    private TrustOption trust = new TrustOption();

    @Option(names = "--create", description = "Make the journal if there is none.")
    private boolean create;

    @Option(
            names = "--ack",
            description = "Print the position of each committed frame, one a line, before the next line is looked at.")
    private boolean ack;

    @Option(names = "--type", paramLabel = "N", description = "Type of the frames, 0 to 65535; 0 unless said.")
    private int type;

    @Option(names = "--timestamps", description = "Give each frame the time at which it is appended.")
    private boolean timestamps;

    @Override
    public void run() {
        if (type < 0 || type > MAX_TYPE) {
            throw new ParameterException(spec.commandLine(), "--type must be 0 to " + MAX_TYPE + ", not " + type);
        }
        try (Journal journal = open()) {
            write(journal);
        }
    }

    private Journal open() {
        JournalOptions options = trust.applyTo(shared.applyTo(pageSize.applyTo(JournalOptions.defaults())));
        if (create || shared.isShared()) {
            return Journal.openOrCreate(argument.path, options);
        }
        try {
            return Journal.open(argument.path, options);
        } catch (JournalNotFoundException e) {
            throw new FailedException(e.getMessage() + " (--create)", e);
        }
    }

    private void waiting(String why) {
        spec.commandLine().getErr().println("tailrace: waiting: " + why);
        spec.commandLine().getErr().flush();
    }

    private void write(Journal journal) {
        try (LineWriter writer = new LineWriter(journal, type, timestamps, ack ? new Output() : null, this::waiting)) {
            Runtime.getRuntime().addShutdownHook(new Thread(writer::close, "close"));
            writer.run(System.in);
        } catch (LineTooLongException e) {
            throw new FailedException(
                    argument.path + ": " + e.getMessage() + ", the limit of its " + Sizes.format(journal.pageSize())
                            + " pages; what came before it is committed; make a journal with a larger --page-size",
                    e);
        } catch (ClosedPipeException e) {
            // Unlike a tail that nobody reads any more, this leaves lines behind that were to be written.
            throw new FailedException(
                    "nobody reads the acknowledgements any more; go on without --ack, or read them", e);
        } catch (IOException e) {
            throw new FailedException(
                    "cannot read the standard input: " + e.getMessage() + "; look where it comes from", e);
        }
    }
}

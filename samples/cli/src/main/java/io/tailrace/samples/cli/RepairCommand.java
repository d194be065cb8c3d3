package io.tailrace.samples.cli;

import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalOptions;
import io.tailrace.Repair;
import io.tailrace.RepairOptions;
import io.tailrace.Verification;
import java.io.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Mends a journal that nobody uses. */
@Command(
        name = "repair",
        description = {
            "Mends a journal that nobody uses: cuts it at the first frame that is damaged, resets what makes no sense, and"
                    + " says what was done and what is lost. What was cut off is kept beside, as cut-*.",
            "Killed processes leave nothing that needs this: it is for bytes that no writer wrote. Look with verify."
        })
final class RepairCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JournalArgument argument = new JournalArgument();

    @Option(
            names = "--trust-group",
            description = "Repair a journal that belongs to another user, if its group may write it.")
    private boolean trustGroup;

    @Option(names = "--dry-run", description = "Say what would be done, and change nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask. Without a terminal nobody can be asked.")
    private boolean yes;

    @Override
    public void run() {
        Console console = System.console();
        if (!dryRun && !yes && console == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "repair changes the journal, and there is no terminal to ask at: give --yes, or look with --dry-run");
        }
        RepairOptions options = RepairOptions.defaults().trustGroup(trustGroup);
        if (dryRun || !yes) {
            Repair planned = Journal.repair(argument.path, options.dryRun(true));
            print(planned, "would be done: ");
            if (dryRun || planned.steps().isEmpty()) {
                return;
            }
            String answer = console.readLine("Do this? [y/N] ");
            if (answer == null || !answer.trim().equalsIgnoreCase("y")) {
                throw new FailedException(argument.path + ": nothing was changed", null);
            }
        }
        print(Journal.repair(argument.path, options), "");
        requireFine();
    }

    private void requireFine() {
        try (Journal journal =
                Journal.open(argument.path, JournalOptions.defaults().readOnly(true))) {
            Verification found = journal.verify();
            JournalException fault = found.fault();
            if (fault != null) {
                throw fault;
            }
            line("fine now: " + found.frames() + " frames in " + found.pages() + " pages, tail at " + found.tail());
        }
    }

    private static void print(Repair repair, String how) {
        if (repair.steps().isEmpty()) {
            line("nothing to repair");
        }
        for (String step : repair.steps()) {
            line(how + step);
        }
        if (repair.isCut()) {
            line("lost: positions " + repair.cut() + " to " + repair.resumed() + ", " + repair.lostFrames()
                    + " frames that could be counted, perhaps more; readers get a gap there");
        }
        for (Repair.Moved moved : repair.consumers()) {
            boolean back = moved.to() < moved.from() && !repair.isCut();
            line("consumer \"" + moved.name() + "\" had come to " + moved.from() + "; it goes on at " + moved.to()
                    + (back ? ", and reads again what it had read" : ""));
        }
    }

    private static void line(String text) {
        Output out = new Output();
        out.write(new Bytes().text(text).put('\n'));
        out.flush();
    }
}

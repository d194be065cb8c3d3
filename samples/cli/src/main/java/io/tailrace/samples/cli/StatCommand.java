package io.tailrace.samples.cli;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus;
import io.tailrace.WakeUp;
import io.tailrace.WakeableIdleStrategy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A journal as seen from outside. */
@Command(
        name = "stat",
        description = "Shows where a journal stands, who writes it, and how far its consumers are. Disturbs nobody.")
final class StatCommand implements Runnable {
    @Mixin
    private JournalArgument argument = new JournalArgument();

    @Option(
            names = "--json",
            description =
                    "As one JSON object. Positions and lags are in bytes, times in ns since the epoch, 0 = never.")
    private boolean json;

    @Override
    public void run() {
        try (Journal journal =
                Journal.open(argument.path, JournalOptions.defaults().readOnly(true))) {
            JournalStatus status = journal.status();
            WakeUp here = WakeableIdleStrategy.best();
            Output out = new Output();
            out.write(
                    json ? StatusJson.of(status, journal.path(), here) : StatusTable.of(status, journal.path(), here));
            out.flush();
        }
    }
}

package io.tailrace.samples.cli;

import io.tailrace.Journal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes a journal. */
@Command(name = "delete", description = "Removes a journal, unless somebody writes it or reads it under a name.")
final class DeleteCommand implements Runnable {
    @Mixin
    private JournalArgument journal = new JournalArgument();

    @Option(names = "--force", description = "Remove it even so. Those who have it open go on until they close it.")
    private boolean force;

    @Override
    public void run() {
        Journal.delete(journal.path, force);
    }
}

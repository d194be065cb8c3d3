package io.tailrace.samples.cli;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.Pruned;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes what nobody wants any more. */
@Command(
        name = "prune",
        description = {
            "Removes the pages that neither the journal's retention nor a consumer wants, and says which.",
            "Writers and readers do so by themselves as they go; this is for a journal where nobody is at work."
        })
final class PruneCommand implements Runnable {
    @Mixin
    private JournalArgument argument = new JournalArgument();

    @Mixin
    private TrustOption trust = new TrustOption();

    @Option(names = "--dry-run", description = "Say what would be removed, and remove nothing.")
    private boolean dryRun;

    @Override
    public void run() {
        try (Journal journal = Journal.open(
                argument.path, trust.applyTo(JournalOptions.defaults()).readOnly(dryRun))) {
            Pruned pruned = journal.prune(dryRun);
            Output out = new Output();
            for (long page : pruned.pages()) {
                out.write(new Bytes()
                        .text(dryRun ? "would remove page " : "removed page ")
                        .decimal(page)
                        .put('\n'));
            }
            out.write(new Bytes()
                    .text(dryRun ? "would free " : "freed ")
                    .text(Sizes.format(pruned.bytes()))
                    .text(" in ")
                    .decimal(pruned.pages().size())
                    .text(" pages\n"));
            out.flush();
        }
    }
}

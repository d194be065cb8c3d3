package io.tailrace.samples.cli;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a journal, or finds that it is there and as asked for. */
@Command(
        name = "create",
        description = "Makes an empty journal. One that is there already is fine, unless it differs from the options.")
final class CreateCommand implements Runnable {
    @Mixin
    private JournalArgument journal = new JournalArgument();

    @Mixin
    private PageSizeOption pageSize = new PageSizeOption();

    @Mixin
    private SharedOption shared = new SharedOption();

    @Mixin
    private LimitOptions limits = new LimitOptions();

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            converter = Permissions.class,
            description =
                    "Octal permissions of the directory, 700 unless said; 770 lets the group write; others never may.")
    private @Nullable String mode;

    @Override
    public void run() {
        JournalOptions options = shared.applyTo(pageSize.applyTo(JournalOptions.defaults()));
        if (limits.capacity != null) {
            options = options.capacity(limits.capacity);
        }
        if (limits.keep != null) {
            options = options.retention(limits.keep);
        }
        try {
            Journal.openOrCreate(journal.path, mode == null ? options : options.permissions(mode))
                    .close();
        } catch (IllegalArgumentException e) {
            throw new FailedException(journal.path + ": " + e.getMessage(), e);
        }
    }
}

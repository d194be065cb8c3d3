package io.tailrace.samples.cli;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Changes the limits of a journal while everybody runs. */
@Command(
        name = "set",
        description =
                "Changes capacity or retention of a journal while its writers and readers run; a writer that waits notices.")
final class SetCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JournalArgument argument = new JournalArgument();

    @Mixin
    private TrustOption trust = new TrustOption();

    @Mixin
    private LimitOptions limits = new LimitOptions();

    @Override
    public void run() {
        if (limits.capacity == null && limits.keep == null) {
            throw new ParameterException(spec.commandLine(), "say what to set: --capacity, --keep or both");
        }
        try (Journal journal = Journal.open(argument.path, trust.applyTo(JournalOptions.defaults()))) {
            if (limits.capacity != null) {
                journal.setCapacity(limits.capacity);
            }
            if (limits.keep != null) {
                journal.setRetention(limits.keep);
            }
        } catch (IllegalArgumentException e) {
            throw new FailedException(argument.path + ": " + e.getMessage(), e);
        }
    }
}

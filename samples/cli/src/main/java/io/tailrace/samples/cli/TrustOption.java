package io.tailrace.samples.cli;

import io.tailrace.JournalOptions;
import picocli.CommandLine.Option;

/** Writing to a journal of somebody else, by its group. */
final class TrustOption {
    @Option(
            names = "--trust-group",
            description =
                    "Write to a journal that belongs to another user, if its group may write it (create --mode 770).")
    private boolean trustGroup;

    JournalOptions applyTo(JournalOptions options) {
        return trustGroup ? options.trustGroup(true) : options;
    }
}

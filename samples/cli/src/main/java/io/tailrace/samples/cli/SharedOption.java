package io.tailrace.samples.cli;

import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import picocli.CommandLine.Option;

/** Whether many may write a journal at once; one that is there must be so. */
final class SharedOption {
    @Option(
            names = "--shared",
            description =
                    "A journal that any number of processes write at once, each one's lines in its order. A journal is made so, or"
                            + " not, once and for all; write makes one if there is none.")
    private boolean shared;

    boolean isShared() {
        return shared;
    }

    JournalOptions applyTo(JournalOptions options) {
        return shared ? options.mode(JournalMode.SHARED) : options;
    }
}

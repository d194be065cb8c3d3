package io.tailrace.samples.cli;

import io.tailrace.Retention;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How far the writer may run ahead, and what is kept. */
final class LimitOptions {
    @Option(
            names = "--capacity",
            paramLabel = "SIZE",
            converter = Capacity.class,
            description =
                    "How far the writer may run ahead of a gating consumer, exact in bytes: at least a page, or unbounded"
                            + " (the default of a new journal).")
    @Nullable
    Long capacity;

    @Option(
            names = "--keep",
            paramLabel = "WHAT",
            converter = RetentionConverter.class,
            description =
                    "What is kept beyond what consumers hold: all (the default of a new journal), pages:N, bytes:SIZE,"
                            + " age:TIME like age:10m, or consumers for nothing more.")
    @Nullable
    Retention keep;
}

package io.tailrace.samples.cli;

import io.tailrace.JournalOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The size of the pages of a journal that is made; one that is there must have it. */
final class PageSizeOption {
    @Option(
            names = "--page-size",
            paramLabel = "SIZE",
            converter = Sizes.PageSize.class,
            description =
                    "Size of a page: a power of two from 64k to 1g, 16m unless said. A line may have a quarter of it.")
    private @Nullable Integer bytes;

    JournalOptions applyTo(JournalOptions options) {
        return bytes == null ? options : options.pageSize(bytes);
    }
}

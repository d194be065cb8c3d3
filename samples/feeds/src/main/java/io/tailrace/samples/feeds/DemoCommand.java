package io.tailrace.samples.feeds;

import io.tailrace.JournalOptions;
import io.tailrace.layout.FrameDescriptor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code demo}: everything at once, for a first look. */
@Command(
        name = "demo",
        description = {
            "Runs two processes that publish made feeds, binance and bitget, and one that reads both; prints what the"
                    + " reader measures.",
            "Exits with 0 if the reader saw every frame. The journals are removed at any end."
        })
final class DemoCommand implements Callable<Integer> {
    /** What two journals hold beside frames: the begun page, and the next one. */
    private static final long SPARE_PAGES = 2 * 2;

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Option(names = "--seconds", paramLabel = "N", description = "How long it is published. Default: ${DEFAULT-VALUE}.")
    private int seconds = 30;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Messages in each second, both feeds together. Default: ${DEFAULT-VALUE}.")
    private int rate = 20_000;

    @Option(
            names = "--directory",
            paramLabel = "PATH",
            description = "Where the journals go. Default: /dev/shm, or where temporary files go if that has no room.")
    private @Nullable Path parent;

    @Option(
            names = "--dashboard",
            paramLabel = "JAR",
            description = "The runnable jar of the dashboard: it shows the journals while the demo runs, at the address"
                    + " that is printed. Default: no dashboard.")
    private @Nullable Path dashboard;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rate < 2 || seconds < 1) {
            throw new ParameterException(spec.commandLine(), "--rate must be at least 2, --seconds at least 1");
        }
        PrintWriter out = spec.commandLine().getOut();
        Path directory = DemoDirectory.create(parent, neededBytes());
        try (DemoRun run = new DemoRun(directory, out, main.stop())) {
            out.println("demo: " + rate + " messages/s for " + seconds + " s, journals in " + directory);
            if (dashboard != null && !run.shows(dashboard)) {
                return 1;
            }
            return run.succeeds(rate, seconds) ? 0 : 1;
        } finally {
            // Here the processes have ended: what is closed in the head is closed before this.
            DemoDirectory.delete(directory);
        }
    }

    private long neededBytes() {
        long frames = (long) rate * seconds;
        long written = frames * FrameDescriptor.extent(FeedShape.meanLength());
        return written + written / 8 + SPARE_PAGES * JournalOptions.DEFAULT_PAGE_SIZE;
    }
}

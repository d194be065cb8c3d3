package io.tailrace.samples.dashboard;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.Retention;
import io.tailrace.samples.dashboard.PairedRates.Window;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures what it costs a writer that somebody looks.
 *
 * <p>One process appends as fast as it can, one serves the dashboard, this one opens pages. A window is a few seconds in which no page, or
 * many pages, are open; two windows, one of each kind in random order, are a pair, so that what drifts meets both alike. Of each pair the
 * difference is taken, of the differences the median.
 *
 * <p>It is inside the spread if the writer is not slower by more than windows without a page differ among themselves. Run it on a machine
 * that does nothing else.
 */
@Command(
        name = "cost",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnExecutionException = 3,
        description = {
            "Measures what it costs a writer that somebody looks at its journal:",
            "appends as fast as it can, in windows with and without open pages."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the difference is inside the spread of windows without pages",
            "1:the writer is slower by more than that",
            "2:wrong options",
            "3:it could not be measured"
        })
public final class CostOfLooking implements Callable<Integer> {
    private static final int PAGE_SIZE = 16 << 20;
    private static final int PAGES_KEPT = 8;
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    @Option(names = "--pairs", paramLabel = "N", description = "Pairs of windows (default: ${DEFAULT-VALUE}).")
    private int pairs = 20;

    @Option(names = "--seconds", paramLabel = "S", description = "Length of a window (default: ${DEFAULT-VALUE}).")
    private double seconds = 4;

    @Option(names = "--pages", paramLabel = "N", description = "Pages that are open (default: ${DEFAULT-VALUE}).")
    private int pages = 50;

    @Option(names = "--seed", paramLabel = "N", description = "Decides the order within pairs; printed.")
    private long seed = System.nanoTime();

    @Option(
            names = "--dashboard",
            paramLabel = "JAR",
            description = "What serves the pages (default: ${DEFAULT-VALUE}).")
    private Path dashboard = Path.of("samples/dashboard/target/dashboard.jar");

    @Spec
    private CommandSpec spec;

    private final PrintStream out;

    private CostOfLooking(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(run(System.out, arguments));
    }

    static int run(PrintStream out, String... arguments) {
        return new CommandLine(new CostOfLooking(out)).execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        if (pairs < 1 || pages < 1 || !(seconds > 0)) {
            throw new ParameterException(spec.commandLine(), "--pairs, --pages and --seconds are more than 0");
        }
        out.printf(
                Locale.ROOT,
                "%d pairs of %.1f s, 0 and %d pages open, seed %d, %d processors%n",
                pairs,
                seconds,
                pages,
                seed,
                Runtime.getRuntime().availableProcessors());
        try (CostPlace place = CostPlace.create();
                Journal journal = Journal.openOrCreate(
                        place.journal(),
                        JournalOptions.defaults().pageSize(PAGE_SIZE).retention(Retention.pages(PAGES_KEPT)));
                CostChild writer = CostChild.start(CostWriter.class, place.journal());
                CostChild server = CostChild.startJar(dashboard, "--port", "0", place.journal())) {
            writer.expectLine("writing");
            String address = server.lineBehind("dashboard: ");
            PairedRates rates = measure(open -> look(journal, server, address, open));
            writer.requireAlive();
            server.requireAlive();
            out.print(rates.summary());
            return rates.isInsideSpread() ? 0 : 1;
        }
    }

    /** Measures one window with so many pages. */
    private interface Windows {
        Window with(int pages) throws IOException;
    }

    private PairedRates measure(Windows windows) throws IOException {
        // Both kinds once before it counts: what is compiled at first use is compiled then.
        windows.with(pages);
        windows.with(0);
        Random random = new Random(seed);
        PairedRates rates = new PairedRates();
        out.printf("%4s  %-10s  %16s  %16s  %10s%n", "pair", "first", "0 pages", pages + " pages", "difference");
        for (int pair = 1; pair <= pairs; pair++) {
            boolean pagesFirst = random.nextBoolean();
            Window first = windows.with(pagesFirst ? pages : 0);
            Window second = windows.with(pagesFirst ? 0 : pages);
            Window none = pagesFirst ? second : first;
            Window some = pagesFirst ? first : second;
            out.printf(
                    Locale.ROOT,
                    "%4d  %-10s  %,14.0f/s  %,14.0f/s  %+9.2f%%%n",
                    pair,
                    pagesFirst ? pages + " pages" : "0 pages",
                    none.rate(),
                    some.rate(),
                    100 * rates.add(none, some));
        }
        return rates;
    }

    private Window look(Journal journal, CostChild server, String address, int open) throws IOException {
        try (OpenPages looking = OpenPages.open(address, journal.path(), open)) {
            await(SETTLE_NANOS);
            long eventsBefore = looking.fewestEvents();
            long cpuBefore = server.cpuNanos();
            long framesBefore = journal.status().frames();
            long begin = System.nanoTime();
            await((long) (seconds * 1e9));
            long frames = journal.status().frames() - framesBefore;
            double nanos = System.nanoTime() - begin;
            long cpu = server.cpuNanos() - cpuBefore;
            if (frames <= 0) {
                throw new IllegalStateException("nothing was appended in a window");
            }
            requireShown(open, looking.fewestEvents() - eventsBefore);
            return new Window(frames * 1e9 / nanos, cpu / nanos);
        }
    }

    /** A stream has two events a second where the machine is not overloaded; with few, nobody looked, and nothing was measured. */
    private void requireShown(int open, long events) {
        if (open > 0 && events < Math.max(1, seconds / 2)) {
            throw new IllegalStateException("a page was told " + events + " times in " + seconds + " s");
        }
    }

    private static void await(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}

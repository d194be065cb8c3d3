package io.tailrace.samples.worker;

import io.tailrace.ConsumerWatch;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalOptions;
import io.tailrace.ReaderOptions;
import io.tailrace.Retention;
import io.tailrace.reactor.JournalSink;
import io.tailrace.reactor.SendTotal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** {@code supervise}: publishes orders, keeps a worker running, kills it, and counts. */
@Command(
        name = "supervise",
        description = {
            "Publishes orders, starts a worker as a process of its own, kills it at random moments (SIGKILL), starts it"
                    + " again, and tells what came of it.",
            "Exits with 0 if every frame was handed over, and has its result exactly once."
        },
        mixinStandardHelpOptions = true)
final class SuperviseCommand implements Callable<Integer> {
    private static final int PAGE_SIZE = 1 << 16;

    /** Less than all orders: while the worker is dead, the publisher waits for it. */
    private static final long CAPACITY = 4 * PAGE_SIZE;

    private static final int DELETE_ATTEMPTS = 500;
    private static final Duration DELETE_PAUSE = Duration.ofMillis(20);

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Option(names = "--frames", paramLabel = "N", description = "How many orders. Default: ${DEFAULT-VALUE}.")
    private long frames = 30_000;

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "How often the worker is killed while it works. Default: ${DEFAULT-VALUE}.")
    private int kills = 10;

    @Option(names = "--seconds", paramLabel = "N", description = "Give up after. Default: ${DEFAULT-VALUE}.")
    private int seconds = 120;

    @Option(names = "--seed", paramLabel = "N", description = "Of the moments. Default: any, which is printed.")
    private long seed = ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE);

    @Option(
            names = "--directory",
            paramLabel = "PATH",
            description = "Made for the journals, orders and ledger, which are kept. Default: one that is removed.")
    private @Nullable Path kept;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (frames < 1 || kills < 0 || seconds < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--frames and --seconds must be at least 1, --kills at least 0");
        }
        if (kept != null) {
            return run(Files.createDirectory(kept)) ? 0 : 1;
        }
        Path sharedMemory = Path.of("/dev/shm");
        Path directory = Files.isWritable(sharedMemory)
                ? Files.createTempDirectory(sharedMemory, "tailrace-worker-")
                : Files.createTempDirectory("tailrace-worker-");
        try {
            return run(directory) ? 0 : 1;
        } finally {
            remove(directory);
        }
    }

    /** Whoever was cancelled or killed may be on its way out still: a journal in use is an error that passes. */
    private static void remove(Path directory) throws IOException {
        for (Path journal : Journal.list(directory)) {
            Mono.fromRunnable(() -> Journal.delete(journal))
                    .retryWhen(Retry.fixedDelay(DELETE_ATTEMPTS, DELETE_PAUSE).filter(JournalException::isRetryable))
                    .block();
        }
        Files.delete(directory);
    }

    private boolean run(Path directory) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "seed %d: %,d frames, %d kills, journals in %s%n", seed, frames, kills, directory);
        Path orders = directory.resolve("orders");
        Path ledger = directory.resolve("ledger");
        JournalOptions options =
                JournalOptions.defaults().pageSize(PAGE_SIZE).capacity(CAPACITY).retention(Retention.consumers());
        try (Journal journal = Journal.openOrCreate(orders, options)) {
            // A consumer counts from its first start on: what is published before would not be kept for it.
            journal.reader(ReaderOptions.defaults().consumer(Worker.NAME)).close();
            return supervise(journal, ledger, out);
        }
    }

    private boolean supervise(Journal journal, Path ledger, PrintWriter out) throws IOException, InterruptedException {
        Kills plan = new Kills(kills, frames, seed);
        Flux<Order> orders = Flux.fromStream(() -> LongStream.range(0, frames).mapToObj(Order::of));
        try (ConsumerWatch watch = journal.watchConsumer(Worker.NAME)) {
            CompletableFuture<SendTotal> sent =
                    JournalSink.to(journal).send(orders, Order.ENCODER).toFuture();
            CompletableFuture<Long> last = sent.thenApply(SendTotal::lastPosition);
            Supervisor supervisor = new Supervisor(journal.path(), ledger, watch, plan, last, out);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            Supervisor.Outcome outcome = supervisor.run(main.stop().requested(), deadline);
            sent.cancel(true);
            return tell(outcome, supervisor, plan, ledger, out);
        }
    }

    private boolean tell(Supervisor.Outcome outcome, Supervisor supervisor, Kills plan, Path ledger, PrintWriter out) {
        boolean stopped = outcome == Supervisor.Outcome.STOPPED;
        out.printf(
                Locale.ROOT,
                "%s: worker started %d times, killed %d times while it worked%n",
                stopped ? "stopped" : outcome == Supervisor.Outcome.DONE ? "done" : "failed",
                supervisor.starts(),
                plan.hits());
        if (!stopped && !plan.areAllDone()) {
            out.printf(Locale.ROOT, "that is not %d times: more --frames, or more --seconds%n", kills);
        }
        Account account = Account.of(ledger);
        boolean exact = account.isExact(stopped ? account.frames() : frames, out);
        boolean asWanted = stopped || outcome == Supervisor.Outcome.DONE && plan.areAllDone();
        return exact && asWanted;
    }
}

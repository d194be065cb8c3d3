package io.tailrace.samples.worker;

import io.tailrace.reactor.DrainSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code work}: the worker, as the supervisor starts it. */
@Command(
        name = "work",
        description = "Works on orders until SIGTERM; then what is in flight is done first.",
        mixinStandardHelpOptions = true)
final class WorkCommand implements Callable<Integer> {
    private static final Duration DRAIN = Duration.ofSeconds(10);

    @ParentCommand
    private Main main;

    @Parameters(index = "0", paramLabel = "ORDERS", description = "The journal that is worked on.")
    private Path orders;

    @Parameters(index = "1", paramLabel = "LEDGER", description = "The journal of results; made if it is not there.")
    private Path ledger;

    @Option(
            names = "--end-with-parent",
            description = "End also when stdin ends: when whoever started this process is gone.")
    private boolean endWithParent;

    @Override
    public Integer call() {
        DrainSignal drain = DrainSignal.create();
        if (endWithParent) {
            main.stop().listenToStdin();
        }
        main.stop().requested().thenRun(() -> drain.drain(DRAIN).subscribe());
        new Worker(orders, ledger, drain).run().block();
        return 0;
    }
}

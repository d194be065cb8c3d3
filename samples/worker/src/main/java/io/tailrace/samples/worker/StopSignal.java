package io.tailrace.samples.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/** Asks a command to come to a clean end, after SIGTERM or SIGINT. The exit code is then the command's own. */
final class StopSignal {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int exitCode = 1;

    /**
     * Runs a command that ends when its signal says so, and ends the process with its exit code.
     *
     * @param command gets the signal, returns the exit code
     */
    static void exitAfter(ToIntFunction<StopSignal> command) {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::endProcess, "stop"));
        try {
            signal.exitCode = command.applyAsInt(signal);
        } finally {
            signal.ended.countDown();
        }
        System.exit(signal.exitCode);
    }

    /** The shutdown hook. Halts, since else the exit code would be the signal's. */
    private void endProcess() {
        requested.complete(null);
        try {
            if (ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                System.out.flush();
                Runtime.getRuntime().halt(exitCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Also when stdin ends: whoever started this process is gone. */
    void listenToStdin() {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is said there; its end is what counts.
                        }
                    } catch (IOException e) {
                        // That is an end, too.
                    }
                    requested.complete(null);
                },
                "stdin");
        thread.setDaemon(true);
        thread.start();
    }

    /** Completes when the end is asked for. */
    CompletableFuture<Void> requested() {
        return requested;
    }
}

package io.tailrace.samples.feeds;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Asks a command to come to a clean end: after SIGTERM or SIGINT, or when whoever started this process says so or is
 * gone. The exit code is then the command's own, not the signal's.
 */
final class StopSignal {
    /** The line on stdin that asks for the end; an end of stdin without it means that the parent died. */
    static final String STOP_LINE = "stop";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Sinks.Empty<Void> requested = Sinks.empty();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int exitCode = 1;
    private volatile boolean parentDecides;

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
        if (!parentDecides) {
            request();
        }
        try {
            if (ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                System.out.flush();
                Runtime.getRuntime().halt(exitCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks for the end. */
    void request() {
        requested.tryEmitEmpty();
    }

    /** Completes when the end is asked for. */
    Mono<Void> requested() {
        return requested.asMono();
    }

    /**
     * Listens to stdin, and no longer to the operating system: Ctrl-C reaches all processes of a terminal at once, but
     * a reader has to go on until the writers have ended.
     *
     * @param orphaned run if stdin ends without a line: the parent died
     */
    void listenToStdin(Runnable orphaned) {
        parentDecides = true;
        Thread thread = new Thread(
                () -> {
                    if (!readsStop()) {
                        orphaned.run();
                    }
                    request();
                },
                "stdin");
        thread.setDaemon(true);
        thread.start();
    }

    private static boolean readsStop() {
        try {
            return System.in.read() == STOP_LINE.charAt(0);
        } catch (IOException e) {
            return false;
        }
    }
}

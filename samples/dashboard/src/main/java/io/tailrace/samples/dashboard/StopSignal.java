package io.tailrace.samples.dashboard;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/** Asks the program to come to a clean end: after SIGTERM or SIGINT, or when whoever started it says so or is gone. */
final class StopSignal {
    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch requested = new CountDownLatch(1);
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
            if (ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.out.flush();
                Runtime.getRuntime().halt(exitCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks for the end. */
    void request() {
        requested.countDown();
    }

    /** Waits until the end is asked for. */
    void await() throws InterruptedException {
        requested.await();
    }

    /**
     * Listens to stdin, and no longer to the operating system: Ctrl-C reaches all processes of a terminal at once, and the parent ends
     * this one when it is ready.
     */
    void listenToStdin() {
        parentDecides = true;
        Thread thread = new Thread(this::awaitParent, "stdin");
        thread.setDaemon(true);
        thread.start();
    }

    private void awaitParent() {
        try {
            // A line, or the end of whoever would write it: both mean the same.
            System.in.read();
        } catch (IOException e) {
            // As good as its end.
        } finally {
            request();
        }
    }
}

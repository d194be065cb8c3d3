package io.tailrace.samples.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Told when the process is to end (SIGTERM, Ctrl-C). The JVM halts as soon as its shutdown hooks are through,
 * whatever the main thread is doing; so the hook asks the loop to end and waits until it has put away what it holds.
 */
final class StopSignal implements AutoCloseable {
    /**
     * Standard output may be blocked for ever; a kernel that frees locks and a cursor that is stored once a poll need
     * no more.
     */
    private static final int PATIENCE_SECONDS = 2;

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean requested;
    private volatile Runnable wake = () -> {};

    private StopSignal() {}

    static StopSignal install() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::stop, "stop"));
        return signal;
    }

    boolean isRequested() {
        return requested;
    }

    /** What ends the sleep of who looks whether it is requested; called behind the request, on another thread. */
    void wakeBy(Runnable wakeUp) {
        wake = wakeUp;
    }

    /** All is put away: the process may end. */
    @Override
    public void close() {
        done.countDown();
    }

    /** What the hook does: returns when all is put away, or takes too long. */
    void stop() {
        requested = true;
        wake.run();
        try {
            done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

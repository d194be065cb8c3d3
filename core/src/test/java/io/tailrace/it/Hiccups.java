package io.tailrace.it;

import java.util.concurrent.locks.LockSupport;

/** How late a thread of this machine is woken meanwhile: what a busy machine adds to whatever is measured beside it. */
final class Hiccups implements AutoCloseable {
    private static final long PAUSE_NANOS = 1_000_000;

    private final Thread thread = new Thread(this::run, "hiccups");
    private volatile long longestNanos;
    private volatile boolean closed;

    Hiccups() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!closed) {
            long begin = System.nanoTime();
            LockSupport.parkNanos(PAUSE_NANOS);
            longestNanos = Math.max(longestNanos, System.nanoTime() - begin - PAUSE_NANOS);
        }
    }

    long longestMillis() {
        return longestNanos / 1_000_000;
    }

    @Override
    public void close() {
        closed = true;
    }
}

package io.tailrace.check;

import java.util.concurrent.locks.LockSupport;

/** How late a thread of this machine is woken meanwhile: what a busy machine adds to whatever is measured beside it. */
public final class Hiccups implements AutoCloseable {
    private static final long PAUSE_NANOS = 1_000_000;

    private final Thread thread = new Thread(this::run, "hiccups");
    private volatile long longestNanos;
    private volatile boolean closed;

    public Hiccups() {
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

    public long longestMillis() {
        return longestNanos / 1_000_000;
    }

    /** How late since the last call. */
    public long takeLongestNanos() {
        long longest = longestNanos;
        longestNanos = 0;
        return longest;
    }

    @Override
    public void close() {
        closed = true;
    }
}

package io.tailrace.check;

import java.util.concurrent.locks.LockSupport;

/** How late a thread of this machine is woken meanwhile: what a busy machine adds to whatever is measured beside it. */
public final class Hiccups implements AutoCloseable {
    private static final long PAUSE_NANOS = 1_000_000;

    private final Thread thread = new Thread(this::run, "hiccups");
    private volatile long longestNanos;
    private volatile long turns;
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
            turns = turns + 1;
        }
    }

    public long longestMillis() {
        return longestNanos / 1_000_000;
    }

    /** Waits until what ended just now is noted: who was held up by the same may be the first to go on. */
    public void awaitNoted() {
        long seen = turns;
        while (!closed && turns - seen < 2) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
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

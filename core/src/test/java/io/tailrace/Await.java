package io.tailrace;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread, or the kernel, is about to do. */
public final class Await {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private Await() {}

    /** Until a condition holds; fails after the deadline, naming it. */
    public static void until(String what, BooleanSupplier condition) {
        until(what, DEADLINE, condition);
    }

    /** Until a condition holds; fails after a deadline of its own, naming it. */
    public static void until(String what, Duration patience, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > patience.toNanos()) {
                throw new AssertionError("waited " + patience.toMillis() + " ms in vain for: " + what);
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** Until a thread is parked: it has come to where it waits for this one. */
    public static void parked(Thread thread) {
        until(thread + " waits", () -> {
            Thread.State state = thread.getState();
            return state == Thread.State.TIMED_WAITING || state == Thread.State.WAITING;
        });
    }

    /** Lets a random instant come: nothing depends on how long this takes. */
    public static void instant(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}

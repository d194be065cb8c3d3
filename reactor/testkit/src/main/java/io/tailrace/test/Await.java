package io.tailrace.test;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread, another process or the kernel is about to do. */
final class Await {
    /** Long enough for a machine that is busy with other tests. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long PAUSE_NANOS = 200_000;

    private Await() {}

    /** Until a condition holds; fails after 30 s. */
    static void until(Supplier<String> what, BooleanSupplier condition) {
        if (!within(PATIENCE, condition)) {
            throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain until " + what.get());
        }
    }

    /** Until a condition holds; answers whether it did in time. */
    static boolean within(Duration patience, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > patience.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }
}

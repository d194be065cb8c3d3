package io.tailrace.samples.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what others are about to do. */
final class Waiting {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Waiting() {}

    static void until(Supplier<String> what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain until " + what.get());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}

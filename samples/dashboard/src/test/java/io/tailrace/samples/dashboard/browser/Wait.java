package io.tailrace.samples.dashboard.browser;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits until something is so, and fails when it does not become so. */
final class Wait {
    /** Far more than anything takes on a machine with nothing else to do. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long PERIOD_NANOS = Duration.ofMillis(25).toNanos();

    private Wait() {}

    /** Something that may fail with any exception. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    static void until(String what, Condition condition) {
        until(what, () -> "", condition);
    }

    /**
     * Waits.
     *
     * @param what is waited for
     * @param seen what there was instead, for the failure
     */
    static void until(String what, Supplier<Object> seen, Condition condition) {
        long begin = System.nanoTime();
        while (!holds(condition)) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new AssertionError(
                        "not within " + PATIENCE.toSeconds() + " s: " + what + "; seen: " + seen.get());
            }
            LockSupport.parkNanos(PERIOD_NANOS);
        }
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

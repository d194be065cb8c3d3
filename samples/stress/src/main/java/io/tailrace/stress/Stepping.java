package io.tailrace.stress;

import io.tailrace.internal.fault.FaultPoint;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** In a member: each step of the protocol passes here, and what is armed there is done. Any thread. */
final class Stepping implements Consumer<FaultPoint> {
    /** As if killed. */
    static final int HALTED = 137;

    private static final long MOST_PARKED_MILLIS = 800;

    private final Setting setting;

    Stepping(Setting setting) {
        this.setting = setting;
    }

    @Override
    public void accept(FaultPoint point) {
        FaultAction action = setting.round().pass(point, setting.member());
        if (action == null) {
            return;
        }
        switch (action) {
            case HALT -> Runtime.getRuntime().halt(HALTED);
            case THROW -> throw new InjectedStepFault(point.name());
            default -> park();
        }
    }

    /** A thread that stands still alone: the others of its process go on. */
    private void park() {
        setting.round().park(setting.member());
        long end = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(MOST_PARKED_MILLIS));
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        setting.round().park(0);
    }
}

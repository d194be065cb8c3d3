package io.tailrace.stress;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Stops members at a random instant at which something is in progress, in the midst of which they then stand. That is seen before, so that
 * few are stopped in vain, and looked at again when they stand still.
 */
final class Aim {
    private static final int TRIES = 50;
    private static final int MOST_NANOS = 3_000_000;
    private static final long PATIENCE_NANOS = 100_000_000;

    private final Stage stage;

    Aim(Stage stage) {
        this.stage = stage;
    }

    /** Stops one that stands in the midst of an append or poll; false: it runs on, for it never did. Most short calls are hit by looking for them. */
    boolean stopInside(Member member) {
        Operation wanted = Operation.values()[stage.random().nextInt(1, Operation.values().length)];
        return stop(
                List.of(member),
                () -> stage.cast().isInside(member, wanted),
                () -> stage.cast().isInside(member));
    }

    /** Stops several of which one does. */
    boolean stopInside(List<Member> members) {
        BooleanSupplier isHit = () -> members.stream().anyMatch(stage.cast()::isInside);
        return stop(members, isHit, isHit);
    }

    private boolean stop(List<Member> members, BooleanSupplier isSeen, BooleanSupplier isHit) {
        for (int i = 0; i < TRIES; i++) {
            LockSupport.parkNanos(stage.random().nextInt(MOST_NANOS));
            long begin = System.nanoTime();
            while (!isSeen.getAsBoolean() && System.nanoTime() - begin < PATIENCE_NANOS) {
                Thread.onSpinWait();
            }
            if (System.nanoTime() - begin >= PATIENCE_NANOS && !isHit.getAsBoolean()) {
                return false;
            }
            stage.signals().stop(members);
            if (isHit.getAsBoolean()) {
                return true;
            }
            stage.signals().resume(members);
            stage.counts().miss();
        }
        return false;
    }
}

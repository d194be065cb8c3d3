package io.tailrace.stress;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Stops members at a random instant, again and again until something is in progress in the midst of which they stand. */
final class Aim {
    private static final int TRIES = 400;
    private static final int MOST_NANOS = 3_000_000;

    private final Stage stage;

    Aim(Stage stage) {
        this.stage = stage;
    }

    /** Stops one that stands in the midst of an append or poll; false: it runs on, for it never did. */
    boolean stopInside(Member member) {
        return stop(List.of(member), () -> stage.cast().isInside(member));
    }

    /** Stops several of which one does. */
    boolean stopInside(List<Member> members) {
        return stop(members, () -> members.stream().anyMatch(stage.cast()::isInside));
    }

    private boolean stop(List<Member> members, BooleanSupplier isHit) {
        for (int i = 0; i < TRIES; i++) {
            LockSupport.parkNanos(stage.random().nextInt(MOST_NANOS));
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

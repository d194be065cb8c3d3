package io.tailrace.stress;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Faults between two steps of the protocol: one point after the other is armed for whoever passes it, of all members, while everything else
 * goes on. Who halts there is replaced.
 */
final class Steps {
    private static final int MOST_PASSES = 20;
    private static final long HURRY_NANOS = 150_000_000L;
    private static final long STUCK_NANOS = 1_000_000_000L;
    private static final long GIVE_UP_NANOS = 10_000_000_000L;
    private static final long LIMIT_NANOS = 2_000_000_000L;

    private final Stage stage;
    private StepPlan.@Nullable Step armed;
    private long armedAt;
    private int number;
    private boolean hurried;

    Steps(Stage stage) {
        this.stage = stage;
    }

    /** Looks whether what was armed has happened, and arms the next. */
    void look() {
        RoundBoard round = stage.cast().round();
        if (armed != null && round.done() == number) {
            happened(armed);
            armed = null;
        } else if (armed != null && System.nanoTime() - armedAt > GIVE_UP_NANOS) {
            // Later again, when others have come by.
            round.disarm();
            armed = null;
        } else if (armed != null && !hurried && System.nanoTime() - armedAt > HURRY_NANOS) {
            hurried = true;
            round.hurry();
        }
        if (armed == null && !isAnyParked(round)) {
            arm(round);
        }
    }

    /** Who was killed while it was parked does not say that it is over. */
    private boolean isAnyParked(RoundBoard round) {
        int parked = round.parked();
        if (parked != 0 && stage.cast().players().stream().noneMatch(member -> member.id() == parked)) {
            round.park(0);
            return false;
        }
        return parked != 0;
    }

    private void arm(RoundBoard round) {
        List<StepPlan.Step> possible =
                left().stream().filter(step -> round.hasPassed(step.point())).toList();
        if (!possible.isEmpty()) {
            StepPlan.Step next = possible.get(stage.random().nextInt(possible.size()));
            armed = next;
            armedAt = System.nanoTime();
            hurried = false;
            round.arm(++number, next.point(), next.action(), 1 + stage.random().nextInt(MOST_PASSES));
        }
    }

    private void happened(StepPlan.Step step) {
        int victim = stage.cast().round().victim();
        stage.plan().steps().left().remove(step);
        stage.counts().count(step.action().kind(), step.point().name());
        if (step.action() == FaultAction.HALT) {
            stage.cast().players().stream()
                    .filter(member -> member.id() == victim)
                    .findFirst()
                    .ifPresent(this::replace);
        }
        long patience =
                step.action() == FaultAction.PARK ? stage.plan().patience().toNanos() : 0;
        stage.progress().require(step + " in member " + victim, LIMIT_NANOS + patience);
    }

    private void replace(Member victim) {
        // It may have been stopped between the point, which says that it was reached, and its end.
        victim.setStopped(false);
        stage.signals().resume(List.of(victim));
        int code = victim.child().end();
        if (code != Stepping.HALTED) {
            throw new AssertionError(
                    victim + " ended with " + code + ":\n" + victim.child().errors());
        }
        boolean gate = victim.isGate();
        Member successor = stage.cast().replace(victim);
        if (gate) {
            stage.cast().awaitReady(successor);
        }
    }

    private List<StepPlan.Step> left() {
        return stage.plan().steps().left().stream()
                .filter(step -> step.shared() == stage.plan().shared())
                .toList();
    }

    /** Nobody comes by unless something happens. */
    boolean isStuck() {
        return armed == null || System.nanoTime() - armedAt > STUCK_NANOS;
    }

    boolean isDone() {
        return armed == null && left().isEmpty();
    }

    void end() {
        stage.cast().round().disarm();
        look();
    }
}

package io.tailrace.stress;

import io.tailrace.check.ChildProcess;
import java.util.List;
import java.util.function.Predicate;

/** kill -9, of one or of all. A successor takes over, and the others go on meanwhile. */
final class Kills {
    private static final long LIMIT_NANOS = 2_000_000_000L;

    private final Stage stage;
    private final Aim aim;

    Kills(Stage stage) {
        this.stage = stage;
        this.aim = new Aim(stage);
    }

    void killOne(FaultKind kind, Predicate<Member> which) {
        Member victim = stage.pick(which);
        if (victim == null || !aim.stopInside(victim)) {
            stage.counts().miss();
            return;
        }
        stage.counts().count(kind, stage.cast().activity(victim));
        victim.child().kill();
        boolean gate = victim.isGate();
        Member successor = stage.cast().replace(victim);
        if (gate) {
            stage.cast().awaitReady(successor);
        }
        stage.progress().require("the kill of " + victim, LIMIT_NANOS);
    }

    /** All at one instant, those that stood still already as well. */
    void killAll() {
        List<Member> running = stage.cast().running(member -> true);
        if (!aim.stopInside(running)) {
            return;
        }
        List<Member> all = stage.cast().players();
        stage.counts().count(FaultKind.KILL_ALL, "of " + all.size());
        all.stream().map(Member::child).forEach(ChildProcess::kill);
        List<Member> successors = all.stream().map(stage.cast()::replace).toList();
        successors.forEach(stage.cast()::awaitReady);
        stage.progress().require("the kill of all", LIMIT_NANOS);
    }
}

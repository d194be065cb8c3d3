package io.tailrace.stress;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Members that stand still, for a while or until the round ends; meanwhile everything else goes on. */
final class Stops {
    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final long LIMIT_NANOS = 1_000_000_000L;

    /** A gating reader that stands still holds up all. */
    private static final long MOST_OF_A_GATE_NANOS = 300_000_000L;

    private final Stage stage;
    private final Aim aim;

    /** Until when. */
    private final Map<Member, Long> standing = new HashMap<>();

    Stops(Stage stage) {
        this.stage = stage;
        this.aim = new Aim(stage);
    }

    void stopWriter() {
        stop(
                FaultKind.STOP_WRITER,
                pickWriter(),
                stage.random().nextLong(3 * stage.plan().patience().toNanos()));
    }

    void stopReader() {
        Member victim = stage.pick(Member::isReader);
        long most = victim != null && victim.isGate()
                ? MOST_OF_A_GATE_NANOS
                : 3 * stage.plan().patience().toNanos();
        stop(FaultKind.STOP_READER, victim, stage.random().nextLong(most));
    }

    /** In a shared journal a writer, too; a gating reader never. */
    void stopForEver() {
        boolean writer = stage.plan().shared() && stage.random().nextBoolean();
        Member victim = writer ? pickWriter() : stage.pick(member -> member.isReader() && !member.isGate());
        stop(FaultKind.STOP_FOR_EVER, victim, FOR_EVER);
    }

    /** In a shared journal one writer goes on. */
    private @Nullable Member pickWriter() {
        boolean last = stage.cast().running(Member::isWriter).size() < 2;
        return last && stage.plan().shared() ? null : stage.pick(Member::isWriter);
    }

    private void stop(FaultKind kind, @Nullable Member victim, long nanos) {
        if (victim == null || !aim.stopInside(victim)) {
            stage.counts().miss();
            return;
        }
        victim.setStopped(true);
        standing.put(victim, nanos == FOR_EVER ? FOR_EVER : System.nanoTime() + nanos);
        stage.counts().count(kind, stage.cast().activity(victim));
        stage.progress().require("the stop of " + victim, limitNanos());
    }

    /** Each of those that stand still may have left a claim, and each claim waits for the one before it. */
    private long limitNanos() {
        long writers = stage.cast().stopped().stream()
                .filter(Member::isWriter)
                .mapToLong(Member::number)
                .sum();
        return stage.plan().patience().toNanos() * Math.max(1, writers) + LIMIT_NANOS;
    }

    /** Lets those go on whose time is over. */
    void resumeDue() {
        long now = System.nanoTime();
        resume(until -> until != FOR_EVER && until <= now);
    }

    /** All of them, and those who were to stand for ever too, or they are killed where they stand. */
    void end() {
        for (Map.Entry<Member, Long> each : standing.entrySet()) {
            if (each.getValue() == FOR_EVER && stage.random().nextBoolean() && isThere(each.getKey())) {
                each.getKey().child().kill();
                stage.cast().leave(each.getKey());
            }
        }
        resume(until -> true);
    }

    private void resume(java.util.function.LongPredicate isDue) {
        for (Iterator<Map.Entry<Member, Long>> all = standing.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Member, Long> each = all.next();
            if (!isThere(each.getKey())) {
                all.remove();
            } else if (isDue.test(each.getValue())) {
                all.remove();
                each.getKey().setStopped(false);
                stage.signals().resume(List.of(each.getKey()));
            }
        }
    }

    /** Others are killed with all. */
    private boolean isThere(Member member) {
        return stage.cast().players().contains(member);
    }
}

package io.tailrace.stress;

import java.util.ArrayList;
import java.util.List;

/** Chooses what happens next: at random, what is still to be done the more often the more of it is left. */
final class Faults implements AutoCloseable {
    /** What brings about the steps that are taken when somebody died. */
    private static final List<FaultKind> EXCLUSIVE_DRIVERS =
            List.of(FaultKind.KILL_WRITER, FaultKind.KILL_WRITER, FaultKind.KILL_READER);

    /** Or stands still, which others make up for here. */
    private static final List<FaultKind> SHARED_DRIVERS =
            List.of(FaultKind.KILL_WRITER, FaultKind.STOP_WRITER, FaultKind.STOP_WRITER, FaultKind.KILL_READER);

    private final Stage stage;
    private final Kills kills;
    private final Stops stops;
    private final Snapshots snapshots;
    private final Exits exits;
    private final LostLocks lostLocks;
    private final DiskFilling disk;
    private final Steps steps;

    Faults(Stage stage) {
        this.stage = stage;
        this.kills = new Kills(stage);
        this.stops = new Stops(stage);
        this.snapshots = new Snapshots(stage);
        this.exits = new Exits(stage);
        this.lostLocks = new LostLocks(stage);
        this.disk = new DiskFilling(stage);
        this.steps = new Steps(stage);
    }

    /**
     * Does the next thing.
     *
     * @param more whether to go on although all was done
     * @return false if all was done
     */
    boolean strike(boolean more) {
        stops.resumeDue();
        List<FaultKind> left = new ArrayList<>();
        for (FaultKind kind : FaultKind.values()) {
            int n = stage.plan().of(kind)
                    - stage.counts().counted(kind)
                    - (kind == FaultKind.SNAPSHOT ? snapshots.outstanding() : 0);
            for (int i = 0; i < n; i++) {
                left.add(kind);
            }
        }
        if (left.isEmpty() && more) {
            left.addAll(stage.plan().faults().keySet());
            left.remove(FaultKind.STOP_FOR_EVER);
        }
        steps.look();
        if (left.isEmpty() && steps.isDone()) {
            return false;
        }
        if (left.isEmpty() && !steps.isStuck()) {
            return true;
        }
        if (left.isEmpty()) {
            left.addAll(stage.plan().shared() ? SHARED_DRIVERS : EXCLUSIVE_DRIVERS);
        }
        strike(left.get(stage.random().nextInt(left.size())));
        return true;
    }

    private void strike(FaultKind kind) {
        switch (kind) {
            case KILL_WRITER -> kills.killOne(kind, Member::isWriter);
            case KILL_READER -> kills.killOne(kind, Member::isReader);
            case KILL_ALL -> kills.killAll();
            case STOP_WRITER -> stops.stopWriter();
            case STOP_READER -> stops.stopReader();
            case STOP_FOR_EVER -> stops.stopForEver();
            case EXIT -> exits.exit();
            case LOSE_LOCKS -> lostLocks.lose();
            case FULL_DISK -> disk.fill();
            case SNAPSHOT -> snapshots.take();
            default -> throw new IllegalStateException("no such fault: " + kind);
        }
    }

    /** All stand up again, all copies are recovered. */
    void end() {
        steps.end();
        stops.end();
        snapshots.end();
    }

    @Override
    public void close() {
        snapshots.close();
    }
}

package io.tailrace.stress;

import io.tailrace.Await;
import java.util.List;

/** Writers and readers whose process loses all its locks while it goes on: what they do then is either as good as before, or refused. */
final class LostLocks {
    private static final long LIMIT_NANOS = 2_000_000_000L;

    private final Stage stage;
    private final Aim aim;

    LostLocks(Stage stage) {
        this.stage = stage;
        this.aim = new Aim(stage);
    }

    void lose() {
        Member member = stage.pick(Member::isWriter);
        if (member == null || !aim.stopInside(member)) {
            stage.counts().miss();
            return;
        }
        String activity = stage.cast().activity(member);
        member.child().tell("lose");
        stage.signals().resume(List.of(member));
        Await.until(member + " loses its locks", () -> stage.cast().round().hasLost(member.id()));
        stage.counts().count(FaultKind.LOSE_LOCKS, activity);
        stage.progress().require("lost locks of " + member, LIMIT_NANOS);
    }
}

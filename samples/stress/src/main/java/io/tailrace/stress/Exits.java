package io.tailrace.stress;

/** Processes that end by themselves in the midst of a claim, with all that the end of a JVM does. */
final class Exits {
    private static final long LIMIT_NANOS = 2_000_000_000L;

    private final Stage stage;

    Exits(Stage stage) {
        this.stage = stage;
    }

    void exit() {
        Member member = stage.pick(Member::isWriter);
        if (member == null || !stage.progress().isPossible()) {
            stage.counts().miss();
            return;
        }
        member.child().tell("exit");
        int code = member.child().end();
        if (code != Setting.EXIT_WITH_CLAIM) {
            throw new AssertionError(
                    member + " ended with " + code + ":\n" + member.child().errors());
        }
        stage.counts().count(FaultKind.EXIT, "claim");
        stage.cast().replace(member);
        stage.progress().require("the exit of " + member, LIMIT_NANOS);
    }
}

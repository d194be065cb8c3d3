package io.tailrace.stress;

/** What is done at a fault point. */
enum FaultAction {
    HALT(FaultKind.HALT),
    THROW(FaultKind.THROW),
    PARK(FaultKind.PARK);

    private final FaultKind kind;

    FaultAction(FaultKind kind) {
        this.kind = kind;
    }

    FaultKind kind() {
        return kind;
    }
}

package io.tailrace.internal.fault;

import java.util.Objects;
import java.util.function.Consumer;

/** For tests: what happens at fault points, in a process of their own. */
public final class FaultInjection {
    private FaultInjection() {}

    /**
     * Chooses what happens. Before any other class of the library is used: from then on it is a constant.
     *
     * @throws IllegalStateException if that was too late
     */
    public static void install(Consumer<FaultPoint> hook) {
        Objects.requireNonNull(hook, "hook");
        FaultPoints.Chosen.hook = hook::accept;
        if (!FaultPoints.isHooked()) {
            throw new IllegalStateException("fault points were used before; install the hook first");
        }
    }
}

package io.tailrace.internal.fault;

import org.jspecify.annotations.Nullable;

/**
 * The one way from the protocol's steps to a test. The hook is a constant: null, which compilers drop with the call, unless a test in the
 * same package set one before this class was loaded.
 */
public final class FaultPoints {
    private static final @Nullable FaultHook HOOK = Chosen.hook;

    private FaultPoints() {}

    /** Before the constant is read. */
    static final class Chosen {
        static volatile @Nullable FaultHook hook;

        private Chosen() {}
    }

    static boolean isHooked() {
        return HOOK != null;
    }

    /** Passes a point. */
    public static void pass(FaultPoint point) {
        if (HOOK != null) {
            HOOK.reached(point);
        }
    }
}

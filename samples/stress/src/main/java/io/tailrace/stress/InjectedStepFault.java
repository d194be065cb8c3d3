package io.tailrace.stress;

/** Thrown between two steps of the protocol, where the code says nothing can be thrown. */
final class InjectedStepFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InjectedStepFault(String point) {
        super("thrown at " + point);
    }

    /** Fails unless this was thrown, or led to what was. */
    static void requireIn(RuntimeException thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof InjectedStepFault) {
                return;
            }
        }
        throw thrown;
    }
}

package io.tailrace.stress;

/** Thrown between two steps of the protocol, where the code says nothing can be thrown. */
final class InjectedStepFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InjectedStepFault(String point) {
        super("thrown at " + point);
    }
}

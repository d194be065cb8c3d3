package io.tailrace.reactor;

/** Leaves a poll without passing the frame. No stack trace: one for each kind. */
final class Stop extends RuntimeException {
    static final Stop PEEKED = new Stop("a frame is there");
    static final Stop CANCELLED = new Stop("cancelled before the frame was done");

    private static final long serialVersionUID = 1L;

    private Stop(String message) {
        super(message, null, false, false);
    }
}

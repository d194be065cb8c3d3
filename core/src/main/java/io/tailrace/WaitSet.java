package io.tailrace;

/** What a thread is about to wait for, see {@link WakeableIdleStrategy#WakeableIdleStrategy(java.time.Duration, java.util.function.Predicate)}. */
public interface WaitSet {
    /**
     * Waits for frames of a reader.
     *
     * @param reader one of this thread's, that is, one it polls
     */
    void add(Reader reader);

    /**
     * Waits no longer than this, for something that nobody would wake it for, such as a timer. The least of several calls counts.
     *
     * @param nanos from now, in ns; not above zero: it does not sleep
     */
    void atMost(long nanos);
}

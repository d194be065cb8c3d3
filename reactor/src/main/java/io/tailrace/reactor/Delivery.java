package io.tailrace.reactor;

/**
 * One frame's value, which counts as done when {@link #acknowledge()} was called: the cursor moves over all that are done without a hole.
 * Immutable beside that; safe to hand to other threads.
 *
 * <pre>{@code
 * flux.consumer("risk").receiveManual(Decoders.utf8())
 *         .flatMap(delivery -> store(delivery.value()).doOnSuccess(stored -> delivery.acknowledge()))
 * }</pre>
 *
 * @param <T> what was decoded
 */
public final class Delivery<T> {
    private final DeliveryWindow window;
    private final LoopSleep sleep;
    private final long number;
    private final long position;
    private final T value;

    Delivery(DeliveryWindow window, LoopSleep sleep, long number, long position, T value) {
        this.window = window;
        this.sleep = sleep;
        this.number = number;
        this.position = position;
        this.value = value;
    }

    /**
     * Where the frame begins in the journal.
     *
     * @return the position
     */
    public long position() {
        return position;
    }

    /**
     * What was decoded.
     *
     * @return the value
     */
    public T value() {
        return value;
    }

    /**
     * Says that this delivery is done. In any order, from any thread; never waits. Again it does nothing; neither does it once the
     * subscription has ended: then the frame comes again. The cursor follows on the loop's next turn.
     */
    public void acknowledge() {
        if (window.acknowledge(number)) {
            sleep.wakeUp();
        }
    }

    @Override
    public String toString() {
        return "Delivery[position=" + position + ", value=" + value + ']';
    }
}

package io.tailrace.reactor;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Ends subscriptions without leaving work half done: they stop receiving, what is in flight is waited for, cursors are stored, then they
 * complete. One signal for any number of subscriptions, on any loops; for one drain: it cannot be taken back or used again.
 *
 * <pre>{@code
 * DrainSignal signal = DrainSignal.create();
 * flux.consumer("risk").draining(signal).receiveManual().flatMap(this::process).subscribe();
 * signal.drain(Duration.ofSeconds(10)).block(); // in the shutdown hook
 * }</pre>
 *
 * <p><b>Threading:</b> any thread.
 */
public final class DrainSignal {
    private final Sinks.One<Drained> outcome = Sinks.one();

    /** Orders joining, leaving and the begin: who joined before it is waited for, who comes later is not let in. */
    private final Object lock = new Object();

    /** The loops of those that are tied, with how many each turns. */
    private final Map<LoopSleep, Integer> loops = new HashMap<>();

    private int tied;
    private int subscriptions;
    private long unacknowledged;
    private long atMostNanos;
    private volatile boolean draining;

    private DrainSignal() {}

    /**
     * A signal nothing is tied to.
     *
     * @return a new signal
     */
    public static DrainSignal create() {
        return new DrainSignal();
    }

    /**
     * Drains all subscriptions tied to this signal. Nothing happens before the Mono is subscribed to; the first one who does that begins
     * the drain, and all others, of this Mono and of any other call, get the same outcome. Cancelling the Mono does not stop the drain.
     *
     * <p>Receiving stops; a subscription completes, its consumer name free, as soon as all its deliveries are acknowledged, at once if
     * it is not {@link JournalFlux#receiveManual() manual}, and without regard to demand. One that has not opened its journal yet, or is
     * made later, completes at once. All this happens in the turns of the loops, whose clocks count the time: one that does not turn
     * drains nothing. Who subscribes again whenever a subscription completes, with an unconditional {@code repeat}, does so without end.
     *
     * @param atMost from when on subscriptions complete whatever is in flight; zero or more
     * @return what was left, when all have completed; signalled on the last one's loop
     */
    public Mono<Drained> drain(Duration atMost) {
        long nanos = Nanos.saturated(atMost, "atMost");
        return Mono.defer(() -> {
            begin(nanos);
            return outcome.asMono();
        });
    }

    boolean isDraining() {
        return draining;
    }

    /** Of no meaning before it is draining. */
    long atMostNanos() {
        return atMostNanos;
    }

    /**
     * Ties a subscription.
     *
     * @param loop its loop, woken when the drain begins
     * @return false if it comes too late
     */
    boolean join(LoopSleep loop) {
        synchronized (lock) {
            if (draining) {
                return false;
            }
            tied++;
            loops.merge(loop, 1, Integer::sum);
            return true;
        }
    }

    /** A tied subscription has ended, and was told. */
    void leave(LoopSleep loop, long left) {
        boolean last;
        synchronized (lock) {
            tied--;
            loops.computeIfPresent(loop, (each, count) -> count == 1 ? null : count - 1);
            if (draining) {
                unacknowledged += left;
            }
            last = draining && tied == 0;
        }
        if (last) {
            tell();
        }
    }

    private void begin(long nanos) {
        List<LoopSleep> woken;
        synchronized (lock) {
            if (draining) {
                return;
            }
            atMostNanos = nanos;
            subscriptions = tied;
            draining = true;
            woken = List.copyOf(loops.keySet());
        }
        if (woken.isEmpty()) {
            tell();
        } else {
            woken.forEach(LoopSleep::wakeUp);
        }
    }

    /** Once: nobody joins any more, so nobody is the last one again. */
    private void tell() {
        outcome.tryEmitValue(new Drained(subscriptions, unacknowledged));
    }
}

package io.tailrace.internal.gate;

import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.page.Events;

/**
 * What is counted and told of one gate: closed from when its first wait began until its last one ended. Sends that take turns may wait at
 * once, each for the room of its own frame; the gate is closed once for all of them. Any thread.
 */
final class GateSpell {
    /** Waits that last are told. */
    private static final long MOMENT_NANOS = 100_000_000L;

    private final ControlFile control;
    private final Events events;
    private final GatingConsumers consumers;
    private int waits;
    private long begin;
    private boolean told;

    GateSpell(ControlFile control, Events events, GatingConsumers consumers) {
        this.control = control;
        this.events = events;
        this.consumers = consumers;
    }

    /** A wait begins. */
    synchronized void enter(long nanoTime) {
        if (waits++ == 0) {
            begin = nanoTime;
            told = false;
        }
    }

    /** It goes on. */
    synchronized void last(long nanoTime) {
        if (!told && nanoTime - begin >= MOMENT_NANOS) {
            ConsumerSlot furthest = consumers.furthestBehind();
            if (furthest != null) {
                told = true;
                control.statistics().gateClosed();
                events.gateClosed(furthest.label(), furthest.cursor());
            }
        }
    }

    /** A wait has ended, by an open gate or without. */
    synchronized void leave(long nanoTime) {
        if (--waits == 0 && told) {
            control.statistics().gateOpened(nanoTime - begin);
            events.gateOpened(nanoTime - begin);
        }
    }
}

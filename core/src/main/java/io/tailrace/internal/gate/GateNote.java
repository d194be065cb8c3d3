package io.tailrace.internal.gate;

import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.page.Events;
import io.tailrace.layout.WriterDescriptor;

/** What others see and hear of one wait at the gate. For one thread at a time. */
final class GateNote {
    /** A listener is told of waits that last. */
    private static final long MOMENT_NANOS = 100_000_000L;

    private final ControlFile control;
    private final Events events;
    private final GatingConsumers consumers;
    private final long end;
    private final long begin;
    private final long since = System.currentTimeMillis() * 1_000_000L;
    private boolean told;

    /** @param end where the frame would end */
    GateNote(ControlFile control, Events events, GatingConsumers consumers, long end, long begin) {
        this.control = control;
        this.events = events;
        this.consumers = consumers;
        this.end = end;
        this.begin = begin;
    }

    /** Still waiting. Stored each time: another wait of the same appender may have ended and taken the note back. */
    void keep(long nanoTime) {
        control.markWriterWaiting(WriterDescriptor.EXCLUSIVE_SLOT, end, since);
        if (!told && nanoTime - begin >= MOMENT_NANOS) {
            ConsumerSlot furthest = consumers.furthestBehind();
            if (furthest != null) {
                told = true;
                events.gateClosed(furthest.label(), furthest.cursor());
            }
        }
    }

    /** It goes on, or gave up. */
    void takeBack() {
        control.markWriterWaiting(WriterDescriptor.EXCLUSIVE_SLOT, 0, 0);
        if (told) {
            events.gateOpened(System.nanoTime() - begin);
        }
    }
}

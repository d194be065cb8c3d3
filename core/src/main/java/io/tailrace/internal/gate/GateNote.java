package io.tailrace.internal.gate;

import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.page.Events;
import io.tailrace.layout.WriterDescriptor;

/** What others see and hear of one wait at the gate. For one thread at a time. */
final class GateNote {
    /** A listener is told of waits that last. */
    private static final long MOMENT_NANOS = 100_000_000L;

    /** How often a writer that waits looks whether its journal is still there. */
    private static final long JOURNAL_LOOK_NANOS = 1_000_000_000L;

    private final ControlFile control;
    private final Events events;
    private final GatingConsumers consumers;
    private final Runnable journalThere;
    private final long end;
    private final long begin;
    private final long since = System.currentTimeMillis() * 1_000_000L;
    private long lastLook;
    private boolean told;

    /**
     * @param journalThere throws if the journal was deleted
     * @param end where the frame would end
     */
    GateNote(
            ControlFile control,
            Events events,
            GatingConsumers consumers,
            Runnable journalThere,
            long end,
            long begin) {
        this.control = control;
        this.events = events;
        this.consumers = consumers;
        this.journalThere = journalThere;
        this.end = end;
        this.begin = begin;
        this.lastLook = begin;
    }

    /** Still waiting. Stored each time: another wait of the same appender may have ended and taken the note back. */
    void keep(long nanoTime) {
        control.markWriterWaiting(WriterDescriptor.EXCLUSIVE_SLOT, end, since);
        if (!told && nanoTime - begin >= MOMENT_NANOS) {
            ConsumerSlot furthest = consumers.furthestBehind();
            if (furthest != null) {
                told = true;
                control.statistics().gateClosed();
                events.gateClosed(furthest.label(), furthest.cursor());
            }
        }
        if (nanoTime - lastLook >= JOURNAL_LOOK_NANOS) {
            lastLook = nanoTime;
            journalThere.run();
        }
    }

    /** It goes on, or gave up. */
    void takeBack() {
        control.markWriterWaiting(WriterDescriptor.EXCLUSIVE_SLOT, 0, 0);
        if (told) {
            long nanos = System.nanoTime() - begin;
            control.statistics().gateOpened(nanos);
            events.gateOpened(nanos);
        }
    }
}

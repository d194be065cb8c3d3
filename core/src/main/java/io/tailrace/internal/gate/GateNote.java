package io.tailrace.internal.gate;

import io.tailrace.internal.control.ControlFile;

/** What others see of one wait at the gate. For one thread at a time. */
final class GateNote {
    /** How often a writer that waits looks whether its journal is still there. */
    private static final long JOURNAL_LOOK_NANOS = 1_000_000_000L;

    private final ControlFile control;
    private final int slot;
    private final GateSpell spell;
    private final Runnable journalThere;
    private final long end;
    private final long since = System.currentTimeMillis() * 1_000_000L;
    private long lastLook;

    /**
     * @param slot the writer's
     * @param journalThere throws if the journal was deleted
     * @param end where the frame would end
     */
    GateNote(ControlFile control, int slot, GateSpell spell, Runnable journalThere, long end, long begin) {
        this.control = control;
        this.slot = slot;
        this.spell = spell;
        this.journalThere = journalThere;
        this.end = end;
        this.lastLook = begin;
        spell.enter(begin);
    }

    /** Still waiting. Stored each time: another wait of the same appender may have ended and taken the note back. */
    void keep(long nanoTime) {
        control.markWriterWaiting(slot, end, since);
        spell.last(nanoTime);
        if (nanoTime - lastLook >= JOURNAL_LOOK_NANOS) {
            lastLook = nanoTime;
            journalThere.run();
        }
    }

    /** It goes on, or gave up. */
    void takeBack() {
        control.markWriterWaiting(slot, 0, 0);
        spell.leave(System.nanoTime());
    }
}

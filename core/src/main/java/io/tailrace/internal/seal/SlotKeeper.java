package io.tailrace.internal.seal;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.JournalException;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.keep.Keeper;
import io.tailrace.internal.page.Events;
import java.io.IOException;
import java.time.Duration;

/**
 * What each living shared writer does for readers that may not write: once a second it looks at what the slots have noted, and has sealed what
 * is due. A writer never waits for a claim itself, it walks over.
 */
public final class SlotKeeper implements AutoCloseable {
    private final ControlFile control;
    private final Sealer sealer;
    private final Duration patience;
    private final Events events;
    private final Noted[] noted;
    private final Keeper.Handle handle;

    /** What was last seen of a slot. */
    private static final class Noted {
        long position;
        long word;
        long since;
    }

    public SlotKeeper(ControlFile control, Sealer sealer, Duration patience, Events events) {
        this.control = control;
        this.sealer = sealer;
        this.patience = patience;
        this.events = events;
        this.noted = new Noted[control.geometry().writerSlots()];
        for (int i = 0; i < noted.length; i++) {
            noted[i] = new Noted();
        }
        this.handle = Keeper.add(this::tick);
    }

    private void tick() {
        long now = System.nanoTime();
        for (int slot = 0; slot < noted.length; slot++) {
            try {
                look(slot, now);
            } catch (IOException | JournalException | InternalError e) {
                // Could not tell whether its writer lives, or look at its page; in a second it is tried again.
                continue;
            }
        }
    }

    private void look(int slot, long now) throws IOException {
        Noted last = noted[slot];
        long position = control.writerClaim(slot);
        boolean same = position == last.position;
        if (position == 0 || same && last.word == Sealer.SETTLED) {
            // What is final stays final, and its page is not looked at again.
            return;
        }
        long word = sealer.noted(position);
        if (!same || word != last.word) {
            last.position = position;
            last.word = word;
            last.since = now;
        }
        if (state(word) == CLAIMED) {
            sealer.sealIfDue(position, word, now - last.since, patience, events);
        }
    }

    /** When this returned, the control file is not looked at any more. */
    @Override
    public void close() {
        handle.close();
    }
}

package io.tailrace.reactor;

import io.tailrace.PausedReason;
import io.tailrace.Reader;
import org.jspecify.annotations.Nullable;

/** Moves the cursor of one subscription over what its subscriber acknowledged, and tells when that stands still. For the loop's thread. */
final class ManualCursor {
    private final DeliveryWindow window;

    private long committed = DeliveryWindow.NOTHING_DONE;
    private @Nullable PausedReason standingFor;
    private long standingAt;
    private boolean told;

    ManualCursor(DeliveryWindow window) {
        this.window = window;
    }

    DeliveryWindow window() {
        return window;
    }

    /** How many more may be delivered, of so many. */
    int roomFor(int most) {
        if (window.room() < most) {
            window.advance();
        }
        return Math.min(window.room(), most);
    }

    /** Whether {@link #commit} would find something to store. */
    boolean hasSomethingToCommit() {
        return window.isFirstDone();
    }

    /** Stores the cursor behind all that is done. */
    void commit(Reader reader) {
        window.advance();
        long done = window.donePosition();
        if (done > committed) {
            // First: a commit that failed is not tried again.
            committed = done;
            reader.commit(done);
        }
    }

    /** The reader went over a gap: so does the cursor, with what was delivered before it, and who comes next is not told again. */
    void passGap(Reader reader) {
        commit(reader);
        if (window.isEmpty()) {
            reader.commit(reader.position());
        } else {
            window.extendLast(reader.position());
        }
    }

    /**
     * Tells of a pause that has lasted since the previous call at least, or of its end.
     *
     * @param reason why nothing is read, null if it is not because of an acknowledge
     */
    void mark(Reader reader, @Nullable PausedReason reason) {
        long at = reason == null ? 0 : window.firstPosition();
        boolean stands = reason != null && reason == standingFor && at == standingAt;
        standingFor = reason;
        standingAt = at;
        if (stands) {
            told = true;
            reader.markPaused(reason, at);
        } else if (told) {
            told = false;
            reader.markPaused(null, 0);
        }
    }

    /**
     * Stores the cursor for the last time; what is acknowledged from now on has no effect.
     *
     * @return deliveries that were not acknowledged
     */
    int end(Reader reader) {
        int left = window.end();
        mark(reader, null);
        commit(reader);
        return left;
    }
}

package io.tailrace.stress;

import java.util.Locale;

/** What a writer is at. */
enum Operation {
    /** It takes its role, or gives it back. */
    OPEN,
    APPEND,
    /** Room taken, filled, committed, shortened or aborted. */
    CLAIM,
    BATCH,
    /** One of these that does not fit the page, as the writer sees it. */
    SWITCH;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

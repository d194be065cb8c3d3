package io.tailrace.samples.dashboard;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a journal.
 *
 * @param seq number of the event among those of its journal, from 1 on without a gap: whoever misses one notices
 * @param at when it was seen, ns since the epoch
 * @param text a sentence
 * @param position where in the journal, or null
 */
record Event(
        int seq, long at, Kind kind, String text, @Nullable Long position) {
    /** The sorts of events. */
    enum Kind {
        SWITCH,
        TAKEOVER,
        WRITER,
        SEALED,
        EVICTION,
        GATE_CLOSED,
        GATE_OPENED,
        SPACE_SHORT,
        GONE,
        BACK;

        @JsonValue
        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}

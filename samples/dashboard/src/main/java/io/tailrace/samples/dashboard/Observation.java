package io.tailrace.samples.dashboard;

import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.ConsumerState;
import io.tailrace.JournalStatus.ConsumerStatus;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What only shows from one look at a journal to the next: rates, what stands still, when the last switch was. For the sampler's thread.
 */
final class Observation {
    /** As long as this a reader may stand at a page's end without being marked: it may just have come there. */
    private static final double STANDING_SECONDS = 1;

    private @Nullable JournalStatus last;
    private @Nullable Moment lastAt;
    private @Nullable Moment movedAt;
    private @Nullable Moment switchedAt;
    private double framesPerSecond;
    private double bytesPerSecond;
    private Map<String, Standing> standing = new HashMap<>();

    private record Standing(long cursor, Moment since) {}

    /** Takes the next look. */
    void take(JournalStatus status, Moment at) {
        JournalStatus previous = last;
        if (previous != null && lastAt != null) {
            double seconds = Math.max(at.secondsSince(lastAt), 1e-6);
            // The count of frames may step back when a killed writer's role is taken.
            framesPerSecond = Math.max(0, status.frames() - previous.frames()) / seconds;
            bytesPerSecond = Math.max(0, status.tail() - previous.tail()) / seconds;
            if (status.tail() != previous.tail()) {
                movedAt = at;
            }
            if (status.statistics().switches() > previous.statistics().switches()) {
                switchedAt = at;
            }
        }
        Map<String, Standing> now = new HashMap<>();
        for (ConsumerStatus consumer : status.consumers()) {
            if (consumer.state() == ConsumerState.AT_PAGE_END) {
                Standing before = standing.get(consumer.name());
                boolean still = before != null && before.cursor == consumer.cursor();
                now.put(consumer.name(), still ? before : new Standing(consumer.cursor(), at));
            }
        }
        standing = now;
        last = status;
        lastAt = at;
    }

    double framesPerSecond() {
        return framesPerSecond;
    }

    double bytesPerSecond() {
        return bytesPerSecond;
    }

    /** When the last page switch was seen, in ns since the epoch; null if none was. */
    @Nullable
    Long switchedAt() {
        return switchedAt == null ? null : (Long) switchedAt.epochNanos();
    }

    /**
     * Since when nothing was appended, in ns since the epoch; null if something just was.
     *
     * @param lastActive what the writer says itself, 0 = nothing
     */
    @Nullable
    Long idleSince(long lastActive) {
        if (movedAt != null && movedAt.equals(lastAt)) {
            return null;
        }
        if (movedAt != null) {
            return movedAt.epochNanos();
        }
        return lastActive == 0 ? null : (Long) lastActive;
    }

    /** Whether a consumer stands before a page's end for a while although frames lie behind it: what must never be. */
    boolean stands(ConsumerStatus consumer) {
        Standing found = standing.get(consumer.name());
        return found != null
                && lastAt != null
                && found.cursor == consumer.cursor()
                && lastAt.secondsSince(found.since) >= STANDING_SECONDS;
    }
}

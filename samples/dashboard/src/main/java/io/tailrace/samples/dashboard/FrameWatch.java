package io.tailrace.samples.dashboard;

import io.tailrace.Journal;
import io.tailrace.JournalStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last frames of a journal by one question, for all who ask it. For the looker's thread; the topic for any. */
final class FrameWatch {
    private static final double PERIOD_SECONDS = 1;
    /** What does not change is sent as often as this, so that whoever looks knows that the server lives. */
    private static final double SILENCE_SECONDS = 4;

    private static final double IDLE_SECONDS = 10;

    private final JournalWatch watch;
    private final FrameTail.Query query;
    private final Topic topic = new Topic();
    private Moment lookedAt = Moment.now();
    private @Nullable Moment sentAt;
    private FrameTail.@Nullable Found sent;
    private FrameTail.@Nullable Found seen;
    private @Nullable Journal seenIn;
    private long seenTail;

    /** What the page gets. */
    private record Frames(
            long at, List<FrameView> frames, @Nullable String note) {}

    FrameWatch(JournalWatch watch, FrameTail.Query query) {
        this.watch = watch;
        this.query = query;
    }

    Topic topic() {
        return topic;
    }

    /** Whether nobody has looked for a while: not just not yet. */
    boolean isIdle(Moment now) {
        return !topic.isWatched() && now.secondsSince(lookedAt) > IDLE_SECONDS;
    }

    /** Looks if it is time to. */
    void step(Moment now) {
        if (topic.isWatched() && now.secondsSince(lookedAt) >= PERIOD_SECONDS) {
            lookedAt = now;
            FrameTail.Found found = look();
            boolean silent = sentAt == null || now.secondsSince(sentAt) >= SILENCE_SECONDS;
            if (silent || !found.equals(sent)) {
                topic.publish(encode(found));
                sent = found;
                sentAt = now;
            }
        }
    }

    /** What is there now, for who has just come. */
    byte[] hello() {
        return encode(look());
    }

    private FrameTail.Found look() {
        Journal journal = watch.journal();
        if (journal == null) {
            seen = null;
            return new FrameTail.Found(List.of(), "the journal is not there");
        }
        try {
            JournalStatus status = journal.status();
            // Another journal may come to lie under this name, and end at the same place.
            if (seen == null || journal != seenIn || status.tail() != seenTail) {
                seen = FrameTail.read(journal, status, query);
                seenIn = journal;
                seenTail = status.tail();
            }
            return seen;
        } catch (RuntimeException | InternalError e) {
            seen = null;
            return new FrameTail.Found(List.of(), String.valueOf(e.getMessage()));
        }
    }

    private static byte[] encode(FrameTail.Found found) {
        return Sse.event("frames", Json.bytes(new Frames(Moment.now().epochNanos(), found.frames(), found.note())));
    }
}

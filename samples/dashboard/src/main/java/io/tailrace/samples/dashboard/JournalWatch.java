package io.tailrace.samples.dashboard;

import io.tailrace.Journal;
import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.samples.dashboard.Event.Kind;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One journal, looked at from outside. It may vanish, be replaced, be damaged, and come back.
 *
 * <p><b>Threading:</b> the sampler's thread; {@link #row()}, {@link #events()}, {@link #history()} and {@link #live()} any.
 */
final class JournalWatch implements AutoCloseable {
    private final Source source;
    private final Access access;
    private final EventLog events = new EventLog();
    private final History history = new History();
    private final Topic live = new Topic();
    private final Lateness lateness = new Lateness();
    private Observation observation = new Observation();
    private @Nullable JournalStatus status;
    private List<ConsumerView> consumers = List.of();
    private @Nullable Moment at;
    private @Nullable UUID lastUuid;
    private boolean spaceShort;
    private int publishedSeq;
    private Access.@Nullable State shownState;
    private long shownSince;
    private volatile Row row;

    JournalWatch(Source source) {
        this.source = source;
        this.access = new Access(source.path());
        this.row = Row.absent(source, Access.State.GONE, null, null);
    }

    Source source() {
        return source;
    }

    /** As it was at the last look. */
    Row row() {
        return row;
    }

    EventLog events() {
        return events;
    }

    History history() {
        return history;
    }

    /** The bytes of its samples. */
    Topic live() {
        return live;
    }

    /** How late its frames are; measured by the looker. */
    Lateness lateness() {
        return lateness;
    }

    /** The journal while it is open; whoever uses it has to bear that it is closed meanwhile. */
    @Nullable
    Journal journal() {
        return access.journal();
    }

    /** Looks at the journal. */
    void sample(Moment now) {
        at = now;
        Journal before = access.journal();
        Journal journal = access.refresh();
        if (journal != before || journal == null) {
            forget(now);
        }
        if (journal != null) {
            try {
                JournalStatus found = journal.status();
                // What was appended while it was taken is not of the future.
                take(found, Moment.now());
                return;
            } catch (RuntimeException | InternalError e) {
                // An InternalError is how the JVM tells that a mapped file was truncated.
                access.failed(e);
                forget(now);
            }
        }
        row = Row.absent(source, access.state(), access.problem(), since(access.state(), now));
    }

    private void take(JournalStatus now, Moment moment) {
        at = moment;
        if (status == null) {
            came(now, moment);
        } else {
            spaceShort = EventFinder.find(status, now, moment.epochNanos(), events, spaceShort);
        }
        status = now;
        observation.take(now, moment);
        consumers =
                now.consumers().stream().map(consumer -> view(consumer, moment)).toList();
        row = RowMaker.row(source, since(Access.State.LIVE, moment), now, observation, consumers);
        history.add(moment, observation, consumers);
    }

    /** When its state became what it is now. */
    private long since(Access.State state, Moment now) {
        if (state != shownState) {
            shownState = state;
            shownSince = now.epochNanos();
        }
        return shownSince;
    }

    private void came(JournalStatus now, Moment moment) {
        if (lastUuid != null) {
            String what =
                    lastUuid.equals(now.uuid()) ? "the journal is back" : "another journal is under this name now";
            events.add(moment.epochNanos(), Kind.BACK, what, now.tail());
        }
        lastUuid = now.uuid();
    }

    private ConsumerView view(ConsumerStatus consumer, Moment moment) {
        return ConsumerView.of(consumer, moment, observation.stands(consumer));
    }

    /** What was seen of a journal says nothing of the next one. */
    private void forget(Moment now) {
        if (status != null) {
            String problem = access.problem();
            String text = problem == null ? "the journal is gone" : "the journal cannot be looked at: " + problem;
            events.add(now.epochNanos(), Kind.GONE, text, null);
        }
        status = null;
        consumers = List.of();
        observation = new Observation();
        spaceShort = false;
    }

    /** Sends the last look to those who look, with what happened since the one before. */
    void publish() {
        if (live.isWatched()) {
            live.publish(Sse.event("sample", Json.bytes(view(events.since(publishedSeq)))));
        }
        publishedSeq = events.lastSeq();
    }

    /** The last look, for who has just come. What happened until then it has to ask for. */
    byte[] hello() {
        return Sse.event("sample", Json.bytes(view(List.of())));
    }

    private LiveSample view(List<Event> since) {
        long moment = (at == null ? Moment.now() : at).epochNanos();
        JournalStatus seen = status;
        if (seen == null) {
            return new LiveSample(
                    moment, row, null, null, null, null, List.of(), List.of(), null, null, null, null, since);
        }
        return new LiveSample(
                moment,
                row,
                seen.writePos(),
                seen.totalPages(),
                seen.epoch(),
                seen.statistics(),
                seen.writers().stream().map(WriterView::of).toList(),
                consumers,
                pageMap(seen),
                lateness.view(),
                WaitingView.of(seen.framesAwaited()),
                WaitingView.of(seen.roomAwaited()),
                since);
    }

    private @Nullable PageMap pageMap(JournalStatus seen) {
        try {
            return PageMap.of(source.path(), seen);
        } catch (IOException e) {
            // Just gone; the next look says so.
            return null;
        }
    }

    @Override
    public void close() {
        access.close();
    }
}

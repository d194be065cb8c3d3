package io.tailrace.samples.dashboard;

import io.tailrace.samples.dashboard.Event.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last events of a journal. Any thread. */
final class EventLog {
    static final int LIMIT = 500;

    private final Deque<Event> events = new ArrayDeque<>();
    private int lastSeq;

    synchronized void add(long at, Kind kind, String text, @Nullable Long position) {
        events.addLast(new Event(++lastSeq, at, kind, text, position));
        if (events.size() > LIMIT) {
            events.removeFirst();
        }
    }

    /** All that are kept, oldest first. */
    synchronized List<Event> all() {
        return List.copyOf(events);
    }

    /** Those behind a number that are kept, oldest first. */
    synchronized List<Event> since(int seq) {
        return lastSeq == seq
                ? List.of()
                : events.stream().filter(event -> event.seq() > seq).toList();
    }

    synchronized int lastSeq() {
        return lastSeq;
    }
}

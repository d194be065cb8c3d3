package io.tailrace.samples.dashboard;

import io.tailrace.ConsumerPolicy;
import io.tailrace.JournalMode;
import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.JournalStatus.Statistics;
import io.tailrace.JournalStatus.WriterStatus;
import io.tailrace.samples.dashboard.Event.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happened to a journal between two looks at it. What happened more than once in between is one event that says how often. */
final class EventFinder {
    private static final double NANOS = 1e9;

    private final JournalStatus before;
    private final JournalStatus now;
    private final long at;
    private final EventLog log;
    private final boolean spaceWasShort;

    private EventFinder(JournalStatus before, JournalStatus now, long at, EventLog log, boolean spaceWasShort) {
        this.before = before;
        this.now = now;
        this.at = at;
        this.log = log;
        this.spaceWasShort = spaceWasShort;
    }

    /**
     * Notes what happened.
     *
     * @param spaceWasShort what this said of the look before: attempts that go on are no news
     * @return whether room for a page was looked for in vain
     */
    static boolean find(JournalStatus before, JournalStatus now, long at, EventLog log, boolean spaceWasShort) {
        EventFinder finder = new EventFinder(before, now, at, log, spaceWasShort);
        if (finder.isShared()) {
            finder.writers();
        } else {
            finder.writer();
        }
        finder.seals();
        finder.switches();
        finder.gates();
        finder.evictions();
        return finder.spaceShort();
    }

    private void writer() {
        long taken = now.statistics().takeovers() - before.statistics().takeovers();
        WriterStatus old = writerOf(before);
        WriterStatus current = writerOf(now);
        String who = current == null ? "a process that has ended" : "process " + current.pid();
        boolean begins = now.epoch() > before.epoch();
        if (taken > 0) {
            String from = old == null || current == null || old.pid() == current.pid()
                    ? "one that had not closed"
                    : "process " + old.pid() + ", which had not closed";
            add(Kind.TAKEOVER, who + " took over from " + from + times(taken), now.tail());
        } else if (begins) {
            add(Kind.WRITER, who + " began to write" + times(now.epoch() - before.epoch()), now.tail());
        }
        if (current != null && isDead(current) && (begins || old == null || !isDead(old))) {
            add(Kind.WRITER, who + " ended without closing: killed, or crashed", now.tail());
        } else if (current == null && (old != null || begins)) {
            add(Kind.WRITER, (old == null ? "the writer" : "process " + old.pid()) + " stopped writing", now.tail());
        }
    }

    /** Of a shared journal: each slot by itself, for nobody takes over from anybody. */
    private void writers() {
        Map<Integer, WriterStatus> old = bySlot(before);
        Map<Integer, WriterStatus> current = bySlot(now);
        current.forEach((slot, writer) -> {
            WriterStatus one = old.get(slot);
            boolean begins = one == null || one.pid() != writer.pid();
            if (begins && one != null && !isDead(one)) {
                stopped(one);
            }
            if (begins) {
                add(Kind.WRITER, "process " + writer.pid() + " began to write", now.tail());
            }
            if (isDead(writer) && (begins || !isDead(one))) {
                add(Kind.WRITER, "process " + writer.pid() + " ended without closing: killed, or crashed", now.tail());
            }
        });
        old.forEach((slot, one) -> {
            if (!current.containsKey(slot)) {
                stopped(one);
            }
        });
    }

    private void stopped(WriterStatus writer) {
        add(Kind.WRITER, "process " + writer.pid() + " stopped writing", now.tail());
    }

    private static Map<Integer, WriterStatus> bySlot(JournalStatus status) {
        Map<Integer, WriterStatus> writers = new TreeMap<>();
        status.writers().forEach(writer -> writers.put(writer.slot(), writer));
        return writers;
    }

    private void seals() {
        long count = now.sealed() - before.sealed();
        if (count > 0) {
            Map<Integer, WriterStatus> old = bySlot(before);
            String whose = now.writers().stream()
                    .filter(writer -> writer.sealed() > sealedOf(old.get(writer.slot())))
                    .map(writer ->
                            "process " + writer.pid() + (isDead(writer) ? ", which is dead" : ", which did not go on"))
                    .collect(Collectors.joining("; "));
            String of = whose.isEmpty() ? "a writer that has left" : whose;
            add(Kind.SEALED, "a claim was sealed, of " + of + times(count), now.tail());
        }
    }

    private static long sealedOf(@Nullable WriterStatus writer) {
        return writer == null ? 0 : writer.sealed();
    }

    private boolean isShared() {
        return now.mode().equals(JournalMode.SHARED.toString());
    }

    /** Who is hidden may live. */
    private static boolean isDead(WriterStatus writer) {
        return !writer.alive() && !writer.hidden();
    }

    private static @Nullable WriterStatus writerOf(JournalStatus status) {
        return status.writers().isEmpty() ? null : status.writers().get(0);
    }

    private void switches() {
        long count = now.statistics().switches() - before.statistics().switches();
        if (count > 0) {
            String which = count == 1 ? theWriter() + " went on to page " : count + " switches, the last to page ";
            add(Kind.SWITCH, which + now.currentPageIndex(), now.currentPageIndex() * now.pageSize());
        }
    }

    private void gates() {
        Statistics old = before.statistics();
        Statistics current = now.statistics();
        long closed = current.gatesClosed() - old.gatesClosed();
        if (closed > 0) {
            List<String> names = now.waitingFor().isEmpty() ? before.waitingFor() : now.waitingFor();
            String whom = names.isEmpty() ? "a consumer that gates" : quoted(names);
            add(Kind.GATE_CLOSED, theWriter() + " waits for " + whom + times(closed), now.tail());
        }
        long waited = current.gateClosedNanos() - old.gateClosedNanos();
        if (waited > 0) {
            String seconds = String.format(Locale.ROOT, "%.1f s", waited / NANOS);
            add(Kind.GATE_OPENED, theWriter() + " goes on after " + seconds + " at the gate", now.tail());
        }
    }

    private void evictions() {
        long count = now.statistics().evictions() - before.statistics().evictions();
        if (count > 0) {
            List<String> names = now.consumers().stream()
                    .filter(consumer -> consumer.policy() == ConsumerPolicy.EVICT && isBehindCapacity(consumer))
                    .map(ConsumerStatus::name)
                    .toList();
            String who = names.isEmpty() ? "a consumer" : quoted(names);
            add(Kind.EVICTION, who + " lost what it had not read" + times(count), now.floor());
        }
    }

    private boolean isBehindCapacity(ConsumerStatus consumer) {
        return consumer.cursor() < now.floor() || now.capacity() > 0 && consumer.lagBytes() > now.capacity();
    }

    private boolean spaceShort() {
        boolean isShort = now.statistics().spaceShort() > before.statistics().spaceShort();
        if (isShort && !spaceWasShort) {
            add(Kind.SPACE_SHORT, "there is no room for the next page", now.tail());
        }
        return isShort;
    }

    private String theWriter() {
        return isShared() ? "a writer" : "the writer";
    }

    private static String quoted(List<String> names) {
        return names.stream()
                .map(name -> name.isEmpty() ? "a reader without a name" : '"' + name + '"')
                .collect(Collectors.joining(", "));
    }

    private static String times(long count) {
        return count == 1 ? "" : " (" + count + " times)";
    }

    private void add(Kind kind, String text, long position) {
        log.add(at, kind, text, position);
    }
}

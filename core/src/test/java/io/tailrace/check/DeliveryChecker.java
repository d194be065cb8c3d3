package io.tailrace.check;

import io.tailrace.ConsumerPolicy;
import io.tailrace.DeliveryMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds one consumer name to its word, over all its subscriptions: each frame of each writer comes in order and whole, at the position
 * where it always was, none is missing unless a gap told so, and one comes again only where the delivery says so. A subscription is a
 * {@link Session}; they follow each other, as they do under one name. The first violation is kept and stays the answer. Any thread.
 *
 * <p>Writers stamp their frames with {@link Payloads} and count from 0; any number of them, in one or many processes.
 */
public final class DeliveryChecker {
    /** From where a name comes back that was removed. */
    public static final long ANYWHERE = -1;

    private final String name;
    private final DeliveryMode mode;
    private final boolean gates;
    private final Positions positions;
    private final AtomicReference<@Nullable Found> found = new AtomicReference<>();

    /** Next sequence of each writer behind all that certainly does not come again. */
    private final Map<Integer, Long> next = new HashMap<>();

    /** Positions that are lost: where each range begins, and its end; none touches another. */
    private final NavigableMap<Long, Long> gaps = new TreeMap<>();

    /** What did not come because of gaps: that each lies in one is looked at when all is over, when it is known where they were. */
    private final List<Missing> missing = new ArrayList<>();

    private final List<Beginning> beginnings = new ArrayList<>();

    /** The last session that got anything. */
    private @Nullable Session previous;

    /** Where the name was put from outside, null if never: writers are taken as they come. */
    private @Nullable Long resetTo;

    /** At most once loses one frame that was on its way when another thread cancelled, or the process was killed. */
    private int mayBeSkipped;

    private long frames;
    private long again;

    /**
     * @param policy one that gates never has a gap
     * @param positions what stands where in the journal, for all its consumers
     */
    public DeliveryChecker(String name, DeliveryMode mode, ConsumerPolicy policy, Positions positions) {
        this.name = name;
        this.mode = mode;
        this.gates = policy == ConsumerPolicy.GATE;
        this.positions = positions;
    }

    /** The first violation. */
    public record Found(Violation violation, String text) {}

    private record Missing(int writer, long first, long last) {}

    private record Beginning(Stamp first, long resetTo, int skippable) {}

    /** The next subscription of the name; the one before has been cancelled, was told that it ended, or was killed. */
    public synchronized Session begin() {
        return new Session();
    }

    /**
     * Somebody puts the name elsewhere, or removes it; no frame is taken meanwhile.
     *
     * @param change does it; answers from which position on frames come, {@link #ANYWHERE} if that is not known
     */
    public synchronized void reset(LongSupplier change) {
        resetTo = change.getAsLong();
        previous = null;
        mayBeSkipped = 0;
        next.clear();
    }

    /** All sessions have ended; so many frames of a writer must have come by now, but for what gaps have taken. */
    public synchronized void requireComplete(int writer, long total) {
        Map<Integer, Long> reached = new HashMap<>(next);
        if (previous != null) {
            previous.seen.forEach(stamp -> reached.put(stamp.writer(), stamp.sequence() + 1));
        }
        boolean nothing = resetTo != null && !reached.containsKey(writer);
        long end = nothing ? firstFrom(writer, total, resetTo) : reached.getOrDefault(writer, 0L);
        if (end < total && mode == DeliveryMode.AT_MOST_ONCE) {
            end = Math.min(total, end + mayBeSkipped);
        }
        if (end > total) {
            violated(Violation.DOUBLED, "of writer " + writer + " came " + end + " frames of " + total);
        } else if (end < total) {
            missing.add(new Missing(writer, end, total - 1));
        }
        missing.forEach(this::requireInGaps);
        for (Beginning beginning : beginnings) {
            Stamp first = beginning.first;
            long sequence = first.sequence() - 1 - beginning.skippable;
            long before = sequence < 0 ? -1 : positions.of(first.writer(), sequence);
            if (before >= beginning.resetTo && !isInGap(before)) {
                violated(Violation.LOST, "reset to " + beginning.resetTo + ", but " + first + " came first");
            }
        }
        requireFine();
    }

    /** The first sequence at or behind the position that a name was put to. */
    private long firstFrom(int writer, long total, long position) {
        long first = total;
        while (first > 0 && position != ANYWHERE && positions.of(writer, first - 1) >= position) {
            first--;
        }
        return first;
    }

    private void requireInGaps(Missing range) {
        for (long sequence = range.first; sequence <= range.last; sequence++) {
            long position = positions.of(range.writer, sequence);
            if (!isInGap(position)) {
                String where = position < 0 ? ", which nobody saw" : " at " + position;
                violated(Violation.LOST, "writer " + range.writer + ", frame " + sequence + where + "; gaps " + gaps);
                return;
            }
        }
    }

    private boolean isInGap(long position) {
        Map.Entry<Long, Long> gap = gaps.floorEntry(position);
        return gap != null && position < gap.getValue();
    }

    private void addGap(long from, long to) {
        long first = from;
        long last = to;
        for (Map.Entry<Long, Long> gap = gaps.floorEntry(last);
                gap != null && gap.getValue() >= first;
                gap = gaps.floorEntry(last)) {
            first = Math.min(first, gap.getKey());
            last = Math.max(last, gap.getValue());
            gaps.remove(gap.getKey());
        }
        gaps.put(first, last);
    }

    public DeliveryMode mode() {
        return mode;
    }

    public void requireFine() {
        Found first = found.get();
        if (first != null) {
            throw new AssertionError(name + ", " + mode + ": " + first.text);
        }
    }

    /** The first violation, null if there was none. */
    public @Nullable Found found() {
        return found.get();
    }

    public synchronized long frames() {
        return frames;
    }

    /** How many frames came again. */
    public synchronized long again() {
        return again;
    }

    private void violated(Violation violation, String what) {
        String kind = violation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        found.compareAndSet(null, new Found(violation, kind + ": " + what));
    }

    /**
     * One subscription. The subscriber calls {@link #received}, {@link #left} and {@link #terminated}; the others are called by whoever
     * does it, from any thread.
     */
    public final class Session {
        private final List<Stamp> seen = new ArrayList<>();
        private final List<Mark> marks = new ArrayList<>();
        private final Map<Integer, Long> expected = new HashMap<>();
        private List<Stamp> overlap = List.of();
        private int overlapped;
        private long requested;
        private long floor = -1;
        private long killedAt = -1;
        private int skippable;
        private int afterCancel;
        private boolean inside;
        private boolean ending;
        private boolean cancelledInside;
        private boolean cancelledOutside;
        private boolean cancelled;
        private boolean terminated;

        private Session() {}

        /** Before demand goes upstream. */
        public void requesting(long n) {
            synchronized (DeliveryChecker.this) {
                requested = requested + n < 0 ? Long.MAX_VALUE : requested + n;
            }
        }

        /**
         * First thing in {@code onNext}.
         *
         * @return the frame's number in this session, for the acknowledge
         */
        public int received(Stamp stamp) {
            synchronized (DeliveryChecker.this) {
                requireSignal("onNext of " + stamp);
                inside = true;
                // The look at it and the signal are two steps, between which another thread's cancel may fall; once.
                if (cancelledInside || cancelled && ++afterCancel > 1) {
                    violated(Violation.AFTER_CANCEL, "onNext of " + stamp);
                }
                if (seen.size() >= requested) {
                    violated(Violation.BEYOND_DEMAND, requested + " were requested: " + stamp);
                }
                if (stamp.isTorn()) {
                    violated(Violation.TORN, stamp.toString());
                } else {
                    check(stamp);
                }
                frames++;
                seen.add(stamp);
                marks.add(new Mark());
                return seen.size() - 1;
            }
        }

        /** Last thing in {@code onNext}. */
        public void left() {
            synchronized (DeliveryChecker.this) {
                inside = false;
            }
        }

        /** When it is told that positions are lost, before the first frame behind them. */
        public void gap(long from, long to) {
            synchronized (DeliveryChecker.this) {
                boolean came =
                        !seen.isEmpty() && from <= seen.get(seen.size() - 1).position();
                if (gates || came || from >= to || to <= floor) {
                    violated(Violation.WRONG_GAP, from + " to " + to + (came ? " behind " + last() : ""));
                }
                addGap(from, to);
                floor = to;
                skipOverlap();
            }
        }

        /** When a gap was found, but nobody was told because of a cancel meanwhile; it is dropped as an error is. */
        public void droppedGap(long from, long to) {
            synchronized (DeliveryChecker.this) {
                if (gates || !ending) {
                    violated(Violation.WRONG_GAP, from + " to " + to + " was dropped");
                }
                addGap(from, to);
            }
        }

        /** Before a frame is acknowledged. */
        public void acknowledging(int frame) {
            synchronized (DeliveryChecker.this) {
                marks.get(frame).tried = true;
            }
        }

        /** After that. It is certain to count if nobody has begun to end the session. */
        public void acknowledged(int frame) {
            synchronized (DeliveryChecker.this) {
                marks.get(frame).certain |= !ending;
            }
        }

        /** Before a cancel goes upstream. */
        public void cancelling(boolean insideOnNext) {
            synchronized (DeliveryChecker.this) {
                ending = true;
                cancelledInside |= insideOnNext;
                if (!insideOnNext && !cancelledOutside) {
                    cancelledOutside = true;
                    mayBeSkipped++;
                }
            }
        }

        /** When the cancel upstream has returned. */
        public void cancelled() {
            synchronized (DeliveryChecker.this) {
                cancelled = true;
            }
        }

        /** Before somebody makes the source end this, as a drain does: it may signal still. */
        public void ending() {
            synchronized (DeliveryChecker.this) {
                ending = true;
            }
        }

        /**
         * Its process is gone.
         *
         * @param cursor where the name's cursor stands now
         * @param mostAgain how many frames that its subscriber was done with may come again
         */
        public void killed(long cursor, int mostAgain) {
            synchronized (DeliveryChecker.this) {
                inside = false;
                killedAt = cursor;
                mayBeSkipped++;
                int done = indexOf(cursor);
                boolean tooMany = switch (mode) {
                    case AT_LEAST_ONCE -> done < seen.size() - mostAgain;
                    case AT_MOST_ONCE -> done < seen.size();
                    case MANUAL ->
                        done < marks.stream().takeWhile(m -> m.certain).count() - mostAgain;
                };
                if (tooMany) {
                    violated(Violation.DOUBLED, (seen.size() - done) + " frames will come again, cursor " + cursor);
                }
                if (mode == DeliveryMode.MANUAL && done > tried()) {
                    violated(Violation.LOST, seen.get(tried()) + " was not done, but the cursor is " + cursor);
                }
            }
        }

        /** In {@code onComplete} or {@code onError}. */
        public void terminated() {
            synchronized (DeliveryChecker.this) {
                requireSignal("an end");
                if (cancelledInside) {
                    violated(Violation.AFTER_CANCEL, "an end");
                }
                ending = true;
                terminated = true;
            }
        }

        private void requireSignal(String signal) {
            if (inside) {
                violated(Violation.OVERLAPPING, signal + " while onNext runs");
            }
            if (terminated) {
                violated(Violation.AFTER_END, signal);
            }
        }

        private void check(Stamp stamp) {
            if (seen.isEmpty()) {
                follow(stamp);
            }
            if (!positions.note(stamp)) {
                violated(
                        Violation.MOVED,
                        stamp + ", but its writer's frame is at " + positions.of(stamp.writer(), stamp.sequence())
                                + " or another one is there");
            }
            if (!seen.isEmpty() && stamp.position() <= last().position() || stamp.position() < floor) {
                violated(Violation.NOT_MONOTONE, stamp + " behind " + (seen.isEmpty() ? floor : last()));
            }
            requireNext(stamp);
        }

        /** Finds where this one goes on in what the one before it got. */
        private void follow(Stamp first) {
            Session before = previous;
            previous = this;
            if (before != null) {
                int at = before.indexOf(first.position());
                if (at < before.leastDone()) {
                    violated(Violation.DOUBLED, first + " came again, but was done");
                }
                for (int i = before.mostDone(); i < at; i++) {
                    Stamp left = before.seen.get(i);
                    if (gates) {
                        violated(Violation.LOST, left + " was not done, but first comes " + first);
                    }
                    missing.add(new Missing(left.writer(), left.sequence(), left.sequence()));
                }
                before.seen.subList(0, at).forEach(stamp -> next.put(stamp.writer(), stamp.sequence() + 1));
                overlap = List.copyOf(before.seen.subList(at, before.seen.size()));
                skipOverlap();
            } else if (resetTo != null && first.position() < resetTo) {
                violated(Violation.DOUBLED, first + " came, but the name was put to " + resetTo);
            }
            expected.putAll(next);
            skippable = mode == DeliveryMode.AT_MOST_ONCE ? mayBeSkipped : 0;
            mayBeSkipped = cancelledOutside ? 1 : 0;
        }

        private void skipOverlap() {
            while (overlapped < overlap.size() && overlap.get(overlapped).position() < floor) {
                overlapped++;
            }
        }

        private void requireNext(Stamp stamp) {
            if (overlapped < overlap.size()) {
                Stamp before = overlap.get(overlapped++);
                again++;
                if (!before.equals(stamp)) {
                    violated(Violation.DISORDERED, "now " + stamp + ", but before " + before);
                }
            }
            Long due = expected.put(stamp.writer(), stamp.sequence() + 1);
            if (due == null && resetTo != null) {
                if (resetTo != ANYWHERE) {
                    beginnings.add(new Beginning(stamp, resetTo, skippable));
                }
                return;
            }
            long skipped = stamp.sequence() - (due == null ? 0 : due);
            if (skipped < 0) {
                violated(Violation.DOUBLED, stamp + " instead of sequence " + due);
            } else if (skipped > 0 && skipped <= skippable) {
                skippable -= (int) skipped;
            } else if (skipped > skippable && gates) {
                violated(Violation.LOST, stamp + " instead of sequence " + (due == null ? 0 : due));
            } else if (skipped > 0) {
                missing.add(new Missing(stamp.writer(), stamp.sequence() - skipped, stamp.sequence() - 1));
            }
        }

        private Stamp last() {
            return seen.get(seen.size() - 1);
        }

        /** Of the first frame at or behind a position. */
        private int indexOf(long position) {
            int at = 0;
            while (at < seen.size() && seen.get(at).position() < position) {
                at++;
            }
            return at;
        }

        /** How many of the first frames must not come again. */
        private int leastDone() {
            if (killedAt >= 0) {
                return indexOf(killedAt);
            }
            return switch (mode) {
                case AT_LEAST_ONCE -> cancelledOutside ? seen.size() - 1 : seen.size();
                case AT_MOST_ONCE -> seen.size();
                case MANUAL -> (int) marks.stream().takeWhile(m -> m.certain).count();
            };
        }

        /** How many of the first frames may stay away. */
        private int mostDone() {
            if (killedAt >= 0) {
                return indexOf(killedAt);
            }
            return mode == DeliveryMode.MANUAL ? tried() : seen.size();
        }

        private int tried() {
            return (int) marks.stream().takeWhile(m -> m.tried).count();
        }
    }

    private static final class Mark {
        private boolean tried;
        private boolean certain;
    }
}

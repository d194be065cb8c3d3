package io.tailrace.stress;

import io.tailrace.check.Hiccups;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether the others go on: a call that was begun after the fault is acknowledged, and all readers that run have got it, or have come
 * nearer if they were behind. In time, plus what a busy machine adds: {@link #WAKES} times as long as a thread of this process was woken late
 * meanwhile, and as long as those who are to go on stood in the processors' queue. Where it is in the nature of things that nobody can go
 * on, nothing is required until that is over: in an exclusive journal while its writers stand still, and while a gating reader stands still
 * or is being replaced.
 */
final class Progress implements AutoCloseable {
    /** How often somebody has to be woken on the way: kernel, keeper, file thread, writer, reader, each with those before it in the queue. */
    private static final int WAKES = 10;

    private final Cast cast;
    private final boolean shared;
    private final Hiccups hiccups = new Hiccups();
    private long longestNanos;
    private long latestNanos;
    private int checked;

    Progress(Cast cast, boolean shared) {
        this.cast = cast;
        this.shared = shared;
    }

    /** Whether anybody can be asked to go on. */
    boolean isPossible() {
        List<Member> players = cast.players();
        boolean gates = players.stream().filter(Member::isGate).noneMatch(this::isAway);
        List<Member> writers = players.stream().filter(Member::isWriter).toList();
        boolean anyRuns = writers.stream().anyMatch(m -> !isAway(m));
        boolean allRun = writers.stream().noneMatch(m -> m.isStopped() || isParked(m));
        return gates && (shared ? anyRuns : anyRuns && allRun);
    }

    private boolean isAway(Member member) {
        return member.isStopped()
                || !cast.isReady(member)
                || !member.child().isAlive()
                || member.isGate() && isParked(member);
    }

    private boolean isParked(Member member) {
        return cast.round().parked() == member.id();
    }

    /** Waits until the others have gone on; fails if they have not within so long after they could. */
    void require(String after, long limitNanos) {
        hiccups.takeLongestNanos();
        int numbers = cast.round().numbers();
        long[] before = new long[numbers];
        for (int writer = 0; writer < numbers; writer++) {
            before[writer] = cast.writers().attempted(writer);
        }
        long[] stood = new long[cast.readers()];
        for (int index = 0; index < stood.length; index++) {
            stood[index] = cast.reader(index).position();
        }
        RunQueue queue = new RunQueue(cast.players());
        long begin = System.nanoTime();
        long late = 0;
        while (true) {
            cast.requireAlive();
            if (!isPossible()) {
                return;
            }
            long position = acknowledgedSince(before);
            if (position >= 0 && haveMoved(position, stood)) {
                break;
            }
            long waited = System.nanoTime() - begin;
            late = Math.max(late, hiccups.takeLongestNanos());
            // What the kernel counts is asked for only when it matters.
            if (waited > limitNanos + WAKES * late && waited > limitNanos + WAKES * late + queue.nanos()) {
                throw new AssertionError(String.format(
                        Locale.ROOT,
                        "no progress %d ms after %s, threads woken up to %d ms late, %d ms in the processors' queue: %s",
                        waited / 1_000_000,
                        after,
                        late / 1_000_000,
                        queue.nanos() / 1_000_000,
                        position < 0
                                ? "nobody appends"
                                : "appended at " + position + ", but" + laggards(position, stood)));
            }
            LockSupport.parkNanos(200_000);
        }
        checked++;
        latestNanos = Math.max(latestNanos, late);
        longestNanos = Math.max(longestNanos, System.nanoTime() - begin);
    }

    /** Position of a frame whose append was begun meanwhile, -1 if there is none. */
    private long acknowledgedSince(long[] before) {
        int numbers = cast.round().numbers();
        for (int writer = numbers - 1; writer >= 0; writer--) {
            long known = writer < before.length ? before[writer] : 0;
            if (cast.writers().acknowledged(writer) > known) {
                return cast.writers().position(writer);
            }
        }
        return -1;
    }

    /** Each has reached it, or is behind and has come nearer. */
    private boolean haveMoved(long position, long[] stood) {
        return laggards(position, stood).isEmpty();
    }

    private String laggards(long position, long[] stood) {
        StringBuilder text = new StringBuilder();
        for (Member reader : cast.running(Member::isReader)) {
            long now = cast.reader(reader.number()).position();
            if (!isAway(reader) && !isParked(reader) && now <= Math.min(position, stood[reader.number()])) {
                text.append(' ').append(reader).append(" stands at ").append(now);
            }
        }
        return text.toString();
    }

    int checked() {
        return checked;
    }

    long longestMillis() {
        return longestNanos / 1_000_000;
    }

    /** How late this machine woke a thread while somebody was waited for, at most. */
    long latestMillis() {
        return latestNanos / 1_000_000;
    }

    @Override
    public void close() {
        hiccups.close();
    }
}

package io.tailrace;

import io.tailrace.internal.wake.Bell;
import io.tailrace.internal.wake.Sleeper;
import io.tailrace.internal.wake.Waitable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.agrona.concurrent.IdleStrategy;

/**
 * Spins a little, then sleeps until there are frames, at most for a bound. For a thread that is not worth a core of its own.
 *
 * <pre>{@code
 * try (WakeableIdleStrategy idle = WakeableIdleStrategy.of(reader)) {
 *     while (running) {
 *         idle.idle(reader.poll(handler, 100));
 *     }
 * }
 * }</pre>
 *
 * <p>A writer that appends wakes it, in whatever process; a writer that nobody sleeps for pays a load. Which way of waking is at work depends on
 * what both sides have ({@link WakeUp}), and {@link #wokenBy()} tells; no way needs more than the JDK, or has it warn. A wake-up that is lost, because
 * a writer was killed between the two or for a race of nanoseconds that would cost each append a fence to exclude, costs the bound and no
 * more.
 *
 * <p><b>Threading:</b> one thread, which closes the readers too, unless it idles no more; {@link #wake} and {@link #wokenBy} any. An interrupt ends
 * the sleep, and is left to the caller; an interrupted thread does not sleep.
 */
public final class WakeableIdleStrategy implements IdleStrategy, AutoCloseable {
    /** What {@link #alias()} answers. */
    public static final String ALIAS = "wakeable";

    /** How long it sleeps at most, unless said. */
    public static final Duration DEFAULT_BOUND = Duration.ofMillis(5);

    private static final Duration LONGEST_BOUND = Duration.ofSeconds(1);
    private static final long SPIN_NANOS = 10_000L;

    /**
     * As long as frames came a moment ago it is up once a millisecond: the core that it is woken on is late if it slept deeply, a third of the
     * whole latency where this was measured.
     */
    private static final long NAP_NANOS = 1_000_000L;

    private static final int NAP_FRACTION = 4;

    private final long boundNanos;
    private final Predicate<? super WaitSet> waitsFor;
    private final Sleeper sleeper = new Sleeper();
    private final Targets targets = new Targets();
    private boolean idling;
    private long idleSince;

    /** What is collected before each sleep. */
    private static final class Targets implements WaitSet {
        private final List<Waitable> waitables = new ArrayList<>();
        private long nanos;

        @Override
        public void add(Reader reader) {
            Waitable waitable = waitable(reader);
            if (!waitable.isOver()) {
                waitables.add(waitable);
            }
        }

        @Override
        public void atMost(long most) {
            nanos = Math.min(nanos, most);
        }
    }

    /**
     * For who waits for different readers from time to time, or for other things too.
     *
     * @param bound how long one sleep lasts at most, above zero, up to a second; woken by {@link WakeUp#DOORBELL}, in whole milliseconds,
     *     rounded up
     * @param waitsFor asked before each sleep, on the thread that will sleep: adds what to wait for, or answers false because there is something to
     *     do. What another thread notes with a full fence (a volatile store) before it calls {@link #wake} is seen, or ends the sleep
     */
    public WakeableIdleStrategy(Duration bound, Predicate<? super WaitSet> waitsFor) {
        if (bound.isZero() || bound.isNegative() || bound.compareTo(LONGEST_BOUND) > 0) {
            throw new IllegalArgumentException(
                    "the bound must be above zero and at most " + LONGEST_BOUND + ", not " + bound);
        }
        this.boundNanos = bound.toNanos();
        this.waitsFor = Objects.requireNonNull(waitsFor, "waitsFor");
    }

    /**
     * For a thread that polls some readers.
     *
     * @param readers which
     * @return a new strategy, with {@link #DEFAULT_BOUND}
     */
    public static WakeableIdleStrategy of(Reader... readers) {
        List<Reader> all = List.of(readers);
        all.forEach(WakeableIdleStrategy::waitable);
        return new WakeableIdleStrategy(DEFAULT_BOUND, set -> {
            for (int i = 0; i < all.size(); i++) {
                set.add(all.get(i));
            }
            return true;
        });
    }

    private static Waitable waitable(Reader reader) {
        if (reader instanceof Waitable waitable) {
            return waitable;
        }
        throw new IllegalArgumentException("this reader is none of a Journal: " + reader.getClass());
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        long now = System.nanoTime();
        if (!idling) {
            idling = true;
            idleSince = now;
        }
        long idle = now - idleSince;
        if (idle < SPIN_NANOS) {
            Thread.onSpinWait();
        } else {
            sleep(Math.min(boundNanos, Math.max(NAP_NANOS, idle / NAP_FRACTION)));
        }
    }

    private void sleep(long nanos) {
        sleeper.prepare();
        try {
            targets.nanos = nanos;
            if (waitsFor.test(targets) && targets.nanos > 0) {
                sleeper.sleep(targets.waitables, targets.nanos);
            }
        } finally {
            sleeper.awake();
            targets.waitables.clear();
        }
    }

    @Override
    public void reset() {
        if (idling) {
            idling = false;
            sleeper.reset();
        }
    }

    /** Ends the sleep, if there is one; else costs a load. Any thread. */
    public void wake() {
        sleeper.wakeUp();
    }

    /**
     * How the last sleep could have been ended by another process.
     *
     * @return {@link WakeUp#POLLING} before the first one
     */
    public WakeUp wokenBy() {
        return sleeper.last();
    }

    /**
     * How a sleep of this process can be ended by another one at best: if that one has the same way, and the journal may be written here.
     *
     * @return {@link WakeUp#FUTEX} if native access is granted, and JDK and kernel have what it needs
     */
    public static WakeUp best() {
        return Bell.best();
    }

    @Override
    public String alias() {
        return ALIAS;
    }

    /** Frees what the sleeps needed. By the thread that idles, or when that is over; idling afterwards needs it again. */
    @Override
    public void close() {
        sleeper.close();
    }
}

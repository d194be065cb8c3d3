package io.tailrace.reactor;

import io.tailrace.FrameDecoder;
import io.tailrace.PausedReason;
import io.tailrace.Reader;
import io.tailrace.Until;
import io.tailrace.WaitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;

/**
 * One subscriber's reader, driven by a poll loop.
 *
 * <p><b>Threading:</b> {@link #request} and {@link #cancel} come from any thread, leave a note in a volatile field and end the loop's sleep; all
 * else happens on the loop's thread, which reads the notes each turn and before it sleeps. So signals are serial and nothing recurs.
 *
 * @param <T> what is emitted
 */
final class JournalSubscription<T> implements Subscription, Scannable {
    /** What {@link #open} and {@link #turn} answer when all is freed and the loop can forget the subscription. */
    static final int GONE = -1;

    /** What {@link #open} answers when the loop should try again in a moment. */
    static final int RETRY = 0;

    /** What {@link #open} answers when there is a reader from now on. */
    static final int OPEN = 1;

    /** So that one subscription with much to catch up does not hold the others up. */
    private static final int FRAMES_PER_TURN = 256;

    /** The pause between two attempts to open: each costs system calls, so it doubles up to a length that nobody notices. */
    private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long LAST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long MARK_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<JournalSubscription> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(JournalSubscription.class, "requested");

    private final Downstream<T> downstream;
    private final FramePump<T> pump;
    private final ReaderLease lease;
    private final boolean bounded;
    private final boolean stores;
    private final @Nullable ManualCursor cursor;
    private final @Nullable DrainSignal drain;
    private final LoopSleep sleep;

    private volatile long requested;
    private volatile @Nullable Throwable badRequest;

    // Of the loop's thread.
    private @Nullable Reader reader;
    private boolean drainBegun;
    private long drainDeadline;
    private boolean tied;
    private int left;
    private long nextMark;
    private long retryDelay = FIRST_RETRY_NANOS;

    /**
     * A subscription that a loop has still to open.
     *
     * @param window where deliveries are acknowledged, null if that moves no cursor
     * @param sleep of the loop
     */
    JournalSubscription(
            CoreSubscriber<? super T> actual,
            FrameDecoder<? extends T> decoder,
            ReaderSource source,
            @Nullable DeliveryWindow window,
            LoopSleep sleep) {
        this.downstream = new Downstream<>(actual);
        this.cursor = window == null ? null : new ManualCursor(window);
        this.pump = new FramePump<>(downstream, decoder, source, cursor);
        this.lease = new ReaderLease(source);
        this.bounded = source.readerOptions().until().kind() != Until.Kind.NEVER;
        this.stores = source.stores();
        this.drain = source.drain();
        this.sleep = sleep;
    }

    @Override
    public void request(long n) {
        if (n > 0) {
            // More of what was wanted already is nothing new: the loop waits for frames, or for an acknowledge.
            if (Operators.addCap(REQUESTED, this, n) == 0) {
                sleep.wakeUp();
            }
        } else {
            // Rule 3.9 wants an error signalled, where Reactor's own operators only report one.
            badRequest = new IllegalArgumentException("rule 3.9: requested " + n + ", which is not positive");
            sleep.wakeUp();
        }
    }

    @Override
    public void cancel() {
        downstream.cancel();
        sleep.wakeUp();
    }

    /** Ties it to its drain signal, before it is added to a loop. If that was drained already, it completes there. */
    void join() {
        tied = drain != null && drain.join(sleep);
    }

    /**
     * Tries to open the reader. Throws nothing.
     *
     * @param now the loop's clock, in ns
     * @return {@link #OPEN}, {@link #RETRY} or {@link #GONE}
     */
    int open(long now) {
        if (downstream.isCancelled()) {
            release(null);
            return gone();
        }
        Throwable bad = badRequest;
        if (bad != null) {
            fail(bad);
            return gone();
        }
        if (isDraining()) {
            complete();
            return gone();
        }
        try {
            if (!lease.tryOpen(now)) {
                return RETRY;
            }
            reader = lease.reader();
            nextMark = now;
            return OPEN;
        } catch (Throwable t) {
            fail(t);
            return gone();
        }
    }

    /** How long to wait before the next {@link #open}. */
    long nextRetryDelayNanos() {
        long delay = retryDelay;
        retryDelay = Math.min(LAST_RETRY_NANOS, 2 * delay);
        return delay;
    }

    /**
     * Emits what is there and wanted. Throws nothing.
     *
     * @param now the loop's clock, in ns
     * @return frames emitted, or {@link #GONE}
     */
    int turn(long now) {
        Reader open = reader;
        if (downstream.isCancelled() || open == null) {
            release(null);
            return gone();
        }
        Throwable bad = badRequest;
        if (bad != null) {
            fail(bad);
            return gone();
        }
        try {
            return isDraining() ? drainFrom(open, now) : emitFrom(open, now);
        } catch (Throwable t) {
            fail(t);
            return gone();
        }
    }

    private int emitFrom(Reader open, long now) throws Throwable {
        long demand = requested;
        int room = FRAMES_PER_TURN;
        if (cursor != null) {
            // Before others are emitted, which may take long: a kill meanwhile brings nothing back of it.
            cursor.commit(open);
            room = cursor.roomFor(FRAMES_PER_TURN);
        }
        if (now - nextMark >= 0) {
            nextMark = markAfter(now);
            open.markActive(SystemEpochNanoClock.INSTANCE.nanoTime(), demand == 0);
            if (cursor != null) {
                cursor.mark(open, room == 0 && demand > 0 ? PausedReason.ACKNOWLEDGE : null);
            }
        }
        int work = 0;
        if (demand > 0 && room > 0) {
            work = pump.poll(open, (int) Math.min(room, demand));
            if (work > 0 && demand != Long.MAX_VALUE) {
                demand = Operators.produced(REQUESTED, this, work);
            }
            if (downstream.thrownByActual() != null) {
                throw downstream.thrownByActual();
            }
        }
        if (downstream.isCancelled()) {
            release(null);
            return gone();
        }
        if (bounded && (open.isDone() || (demand == 0 || room == 0) && pump.isAtBound(open))) {
            complete();
            return gone();
        }
        if (cursor != null) {
            cursor.commit(open);
        }
        return work;
    }

    /**
     * Whether {@link #turn} has nothing to do before somebody leaves a note, or what is waited for is there.
     *
     * @param now the loop's clock, in ns
     * @param waits gets what to wait for
     */
    boolean mayRest(long now, WaitSet waits) {
        Reader open = reader;
        if (open == null || downstream.isCancelled() || badRequest != null) {
            return false;
        }
        if (cursor != null && cursor.hasSomethingToCommit()) {
            return false;
        }
        if (isDraining()) {
            if (!drainBegun || cursor == null || cursor.window().isEmpty()) {
                return false;
            }
            waits.atMost(drainDeadline - now);
        } else if (wantsFrames() || bounded && pump.looksForBound()) {
            waits.add(open);
        }
        if (stores) {
            waits.atMost(nextMark - now);
        }
        return true;
    }

    private boolean wantsFrames() {
        return requested > 0 && (cursor == null || !cursor.window().isFull());
    }

    /** The same moment for all of a loop, so that it is up for all of them at once. */
    private static long markAfter(long now) {
        long most = now + MARK_INTERVAL_NANOS + MARK_INTERVAL_NANOS / 2;
        return most - Math.floorMod(most, MARK_INTERVAL_NANOS);
    }

    /** Reads nothing any more, and completes when all is done that ever will be. */
    private int drainFrom(Reader open, long now) {
        if (!drainBegun) {
            drainBegun = true;
            drainDeadline = now + drain.atMostNanos();
        }
        if (cursor != null) {
            cursor.commit(open);
        }
        if (cursor == null || cursor.window().isEmpty() || now - drainDeadline >= 0) {
            complete();
            return gone();
        }
        if (now - nextMark >= 0) {
            nextMark = markAfter(now);
            open.markActive(SystemEpochNanoClock.INSTANCE.nanoTime(), false);
            cursor.mark(open, PausedReason.DRAINING);
        }
        return 0;
    }

    private boolean isDraining() {
        return drain != null && drain.isDraining();
    }

    private void complete() {
        Throwable closing = release(null);
        if (closing != null) {
            downstream.fail(closing);
        } else {
            downstream.complete();
        }
    }

    /**
     * Ends it because its loop does. Throws nothing.
     *
     * @param t what the subscriber is told, unless it cancelled
     */
    void abort(Throwable t) {
        if (downstream.isCancelled()) {
            release(null);
        } else {
            fail(t);
        }
        gone();
    }

    private void fail(Throwable t) {
        release(t);
        downstream.fail(t);
    }

    /** Frees name, locks and mappings; always before a terminal signal, so that whoever subscribes because of it finds them free. */
    private @Nullable Throwable release(@Nullable Throwable cause) {
        Reader open = reader;
        reader = null;
        try {
            try {
                if (cursor != null && open != null) {
                    left = cursor.end(open);
                }
            } finally {
                lease.close();
            }
            return null;
        } catch (Throwable t) {
            if (cause != null && cause != t && !(cause instanceof Stop)) {
                cause.addSuppressed(t);
            } else if (downstream.isCancelled()) {
                downstream.drop(t);
            }
            return t;
        }
    }

    /** The end, after the last signal. */
    private int gone() {
        if (tied) {
            tied = false;
            try {
                drain.leave(sleep, left);
            } catch (Throwable t) {
                downstream.drop(t);
            }
        }
        return GONE;
    }

    private @Nullable String paused() {
        if (cursor == null || downstream.isCancelled() || downstream.isTerminated()) {
            return null;
        }
        DeliveryWindow window = cursor.window();
        if (isDraining()) {
            return window.isEmpty() ? null : PausedReason.DRAINING.describe(window.firstPosition());
        }
        return window.isFull() && requested > 0 ? PausedReason.ACKNOWLEDGE.describe(window.firstPosition()) : null;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.ACTUAL) {
            return downstream.actual();
        }
        if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
            return requested;
        }
        if (key == Attr.CANCELLED) {
            return downstream.isCancelled();
        }
        if (key == Attr.TERMINATED) {
            return downstream.isTerminated();
        }
        if (key == Attr.ERROR) {
            return downstream.error();
        }
        if (key == Attr.PREFETCH) {
            return 0;
        }
        if (key == Attr.BUFFERED) {
            return cursor == null ? 0 : cursor.window().inFlight();
        }
        if (key == PausedAttr.PAUSED) {
            return paused();
        }
        if (key == WokenByAttr.WOKEN_BY) {
            return sleep.wokenBy();
        }
        if (key == Attr.RUN_STYLE) {
            return Attr.RunStyle.ASYNC;
        }
        return null;
    }
}

package io.tailrace.reactor;

import io.tailrace.FrameConsumer;
import io.tailrace.FrameDecoder;
import io.tailrace.Reader;
import io.tailrace.Until;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;

/**
 * One subscriber's reader, driven by a poll loop.
 *
 * <p><b>Threading:</b> {@link #request} and {@link #cancel} come from any thread and leave a note in a volatile field; all else happens on
 * the loop's thread, which reads the notes each turn. So signals are serial and nothing recurs.
 *
 * @param <T> what is decoded
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

    private static final FrameDecoder<Object> PEEK = (buffer, offset, length, header) -> {
        throw Stop.PEEKED;
    };

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<JournalSubscription> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(JournalSubscription.class, "requested");

    private final CoreSubscriber<? super T> actual;
    private final FrameDecoder<? extends T> decoder;
    private final FrameConsumer<T> emitter = this::emit;
    private final ReaderLease lease;
    private final boolean bounded;

    private volatile long requested;
    private volatile boolean cancelled;
    private volatile boolean terminated;
    private volatile @Nullable Throwable error;
    private volatile @Nullable Throwable badRequest;

    // Of the loop's thread.
    private @Nullable Reader reader;
    private @Nullable Thread emitting;
    private @Nullable Throwable thrownByActual;
    private boolean cancelledByActual;
    private boolean frameBeforeBound;
    private long nextMark;
    private long retryDelay = FIRST_RETRY_NANOS;

    JournalSubscription(CoreSubscriber<? super T> actual, FrameDecoder<? extends T> decoder, ReaderSource source) {
        this.actual = actual;
        this.decoder = decoder;
        this.lease = new ReaderLease(source);
        this.bounded = source.readerOptions().until().kind() != Until.Kind.NEVER;
    }

    @Override
    public void request(long n) {
        if (n > 0) {
            Operators.addCap(REQUESTED, this, n);
        } else {
            // Rule 3.9 wants an error signalled, where Reactor's own operators only report one.
            badRequest = new IllegalArgumentException("rule 3.9: requested " + n + ", which is not positive");
        }
    }

    @Override
    public void cancel() {
        // Nobody but the loop's thread can see itself there.
        if (emitting == Thread.currentThread() && !cancelled) {
            cancelledByActual = true;
        }
        cancelled = true;
    }

    /**
     * Tries to open the reader. Throws nothing.
     *
     * @param now the loop's clock, in ns
     * @return {@link #OPEN}, {@link #RETRY} or {@link #GONE}
     */
    int open(long now) {
        if (cancelled) {
            release(null);
            return GONE;
        }
        Throwable bad = badRequest;
        if (bad != null) {
            fail(bad);
            return GONE;
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
            return GONE;
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
        if (cancelled || open == null) {
            release(null);
            return GONE;
        }
        Throwable bad = badRequest;
        if (bad != null) {
            fail(bad);
            return GONE;
        }
        try {
            return emitFrom(open, now);
        } catch (Throwable t) {
            fail(t);
            return GONE;
        }
    }

    private int emitFrom(Reader open, long now) {
        long demand = requested;
        if (now - nextMark >= 0) {
            nextMark = now + MARK_INTERVAL_NANOS;
            open.markActive(SystemEpochNanoClock.INSTANCE.nanoTime(), demand == 0);
        }
        int emitted = 0;
        if (demand > 0) {
            emitted = poll(open, (int) Math.min(FRAMES_PER_TURN, demand));
            if (emitted > 0) {
                frameBeforeBound = false;
                if (demand != Long.MAX_VALUE) {
                    demand = Operators.produced(REQUESTED, this, emitted);
                }
            }
        }
        if (cancelled) {
            release(null);
            return GONE;
        }
        if (bounded && (open.isDone() || demand == 0 && isAtBound(open))) {
            complete();
            return GONE;
        }
        return emitted;
    }

    private int poll(Reader open, int limit) {
        emitting = Thread.currentThread();
        try {
            return open.poll(decoder, emitter, limit);
        } finally {
            emitting = null;
        }
    }

    /**
     * Emits one value. Where the subscriber did not get it, or nobody can tell whether it did, this throws: so the frame is not passed, and
     * comes again for who reads next under the name.
     */
    private boolean emit(T value) {
        if (value == null) {
            throw new NullPointerException("the decoder returned null");
        }
        if (cancelled) {
            Operators.onDiscard(value, actual.currentContext());
            throw Stop.CANCELLED;
        }
        try {
            actual.onNext(value);
        } catch (Throwable t) {
            thrownByActual = t;
            throw t;
        }
        if (!cancelled) {
            return true;
        }
        if (cancelledByActual) {
            return false;
        }
        // Another thread cancelled meanwhile, and some operator may have dropped the value because of that.
        throw Stop.CANCELLED;
    }

    /**
     * Completion needs no demand, but only a poll finds the bound. This one gives up at the sight of a frame, which so stays unread; and as
     * that frame stays where it is, it need not look again before somebody asks for it.
     */
    private boolean isAtBound(Reader open) {
        if (frameBeforeBound) {
            return false;
        }
        try {
            open.poll(PEEK, value -> false, 1);
        } catch (Stop e) {
            frameBeforeBound = true;
        }
        return open.isDone();
    }

    private void complete() {
        Throwable closing = release(null);
        terminated = true;
        if (closing != null) {
            fail(closing);
            return;
        }
        try {
            actual.onComplete();
        } catch (Throwable t) {
            drop(t);
        }
    }

    /**
     * Ends it because its loop does. Throws nothing.
     *
     * @param t what the subscriber is told, unless it cancelled
     */
    void abort(Throwable t) {
        if (cancelled) {
            release(null);
        } else {
            fail(t);
        }
    }

    /** Frees all, then signals to whom it may concern what came out of the journal, the decoder, the subscriber or the loop. */
    private void fail(Throwable t) {
        release(t);
        if (t == Stop.CANCELLED) {
            return;
        }
        Throwable thrown = thrownByActual;
        if (thrown != null) {
            // Whatever the reader made of it: a subscriber that throws has cancelled.
            cancelled = true;
        }
        if (cancelled) {
            drop(thrown != null ? thrown : t);
            return;
        }
        terminated = true;
        try {
            error = Exceptions.isFatal(t) ? t : Operators.onOperatorError(t, actual.currentContext());
            actual.onError(error);
        } catch (Throwable thrownByOnError) {
            drop(thrownByOnError);
        }
    }

    /** Frees name, locks and mappings; always before a terminal signal, so that whoever subscribes because of it finds them free. */
    private @Nullable Throwable release(@Nullable Throwable cause) {
        reader = null;
        try {
            lease.close();
            return null;
        } catch (Throwable t) {
            if (cause != null && cause != t && !(cause instanceof Stop)) {
                cause.addSuppressed(t);
            } else if (cancelled) {
                drop(t);
            }
            return t;
        }
    }

    /** The last resort for errors nobody is there for. Even fatal ones: they must not end the loop, which others share. */
    private void drop(Throwable t) {
        try {
            Operators.onErrorDropped(t, actual.currentContext());
        } catch (Throwable thrownByHook) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrownByHook);
        }
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.ACTUAL) {
            return actual;
        }
        if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
            return requested;
        }
        if (key == Attr.CANCELLED) {
            return cancelled;
        }
        if (key == Attr.TERMINATED) {
            return terminated;
        }
        if (key == Attr.ERROR) {
            return error;
        }
        if (key == Attr.PREFETCH) {
            return 0;
        }
        if (key == Attr.RUN_STYLE) {
            return Attr.RunStyle.ASYNC;
        }
        return null;
    }

    /** Leaves a poll without passing the frame. No stack trace: one for each kind. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private static final Stop PEEKED = new Stop("a frame is there");
        private static final Stop CANCELLED = new Stop("cancelled before the frame was emitted");

        private Stop(String message) {
            super(message, null, false, false);
        }
    }
}

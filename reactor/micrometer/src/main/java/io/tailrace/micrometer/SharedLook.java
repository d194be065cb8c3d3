package io.tailrace.micrometer;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One look for all meters that are read within half a second. It is taken by the thread that reads a meter; others meanwhile get the one
 * before, nobody waits.
 */
final class SharedLook implements AutoCloseable {
    static final long FRESH_NANOS = 500_000_000L;

    /** What was seen: {@code look} is null while nothing is to be seen, {@code totals} until something was. */
    record Seen(@Nullable Look look, @Nullable Totals totals, long takenAt) {}

    private final Lookout lookout;
    private final LongSupplier nanoClock;
    private final Consumer<Seen> told;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable Seen seen;
    private boolean telling;
    private boolean closed;

    /** @param told of each look, under the lock: one call at a time, none after {@link #close} */
    SharedLook(Lookout lookout, LongSupplier nanoClock, Consumer<Seen> told) {
        this.lookout = lookout;
        this.nanoClock = nanoClock;
        this.told = told;
    }

    Seen get() {
        Seen last = seen;
        if (last != null && (isFresh(last) || !looking.tryLock())) {
            return last;
        }
        if (last == null) {
            looking.lock();
        }
        try {
            last = seen;
            return last != null && (closed || telling || isFresh(last)) ? last : lookAgain(last);
        } finally {
            looking.unlock();
        }
    }

    /** Runs something while nobody looks. */
    void exclusively(Runnable work) {
        looking.lock();
        try {
            work.run();
        } finally {
            looking.unlock();
        }
    }

    private boolean isFresh(Seen last) {
        return nanoClock.getAsLong() - last.takenAt < FRESH_NANOS;
    }

    private Seen lookAgain(@Nullable Seen before) {
        Look look = lookout.look();
        Totals totals = before == null ? null : before.totals;
        Seen now = new Seen(look, look == null ? totals : Totals.after(totals, look.status()), nanoClock.getAsLong());
        // First: who registers a meter may read it, and a slow one must not begin all this anew in the midst of it.
        seen = now;
        telling = true;
        try {
            told.accept(now);
        } finally {
            telling = false;
        }
        return now;
    }

    @Override
    public void close() {
        exclusively(() -> {
            closed = true;
            lookout.close();
        });
    }
}

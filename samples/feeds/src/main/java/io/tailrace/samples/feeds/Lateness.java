package io.tailrace.samples.feeds;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Remembers how far a writer fell behind its schedule, and says so, at most once for each further second. */
final class Lateness implements LongConsumer {
    private static final long WORTH_SAYING = TimeUnit.SECONDS.toNanos(1);

    private final Consumer<String> notes;
    private volatile long max;
    private long said;

    Lateness(Consumer<String> notes) {
        this.notes = notes;
    }

    @Override
    public void accept(long nanos) {
        if (nanos <= max) {
            return;
        }
        max = nanos;
        if (nanos >= said + WORTH_SAYING) {
            said = nanos;
            notes.accept("behind the rate by " + millis(nanos) + " ms; nothing is dropped, what is due comes late");
        }
    }

    /** The most that a message was published later than due, in ms. */
    long maxMillis() {
        return millis(max);
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}

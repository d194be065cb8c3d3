package io.tailrace.test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.EpochNanoClock;

/**
 * A clock that stands still until a test moves it. What takes a clock takes this one: {@link io.tailrace.AppenderOptions#clock} as an
 * {@link EpochNanoClock}, others as an {@link EpochClock}, an {@link InstantSource} or, by {@code withZone(UTC)}, a {@link
 * java.time.Clock}.
 *
 * <pre>{@code
 * TestClock clock = TestClock.at(Instant.parse("2026-01-01T09:00:00Z"));
 * Appender appender = journal.appender(AppenderOptions.defaults().clock(clock));
 * clock.advance(Duration.ofSeconds(5));
 * }</pre>
 *
 * <p><b>Threading:</b> any thread.
 */
public final class TestClock implements EpochNanoClock, EpochClock, InstantSource {
    private static final long NANOS_OF_SECOND = 1_000_000_000L;
    private static final long NANOS_OF_MILLI = 1_000_000L;

    private final AtomicLong nanos;
    private final long step;

    private TestClock(long nanos, long step) {
        this.nanos = new AtomicLong(nanos);
        this.step = step;
    }

    /**
     * A clock that stands still.
     *
     * @param instant the time that it shows, from 1677 to 2262
     * @return the clock
     * @throws ArithmeticException if the time does not fit into 64 bits of nanoseconds
     */
    public static TestClock at(Instant instant) {
        return new TestClock(nanos(instant), 0);
    }

    /**
     * A clock that moves by a step each time that it was read, so that each frame gets a time of its own.
     *
     * @param instant the time of the first reading, from 1677 to 2262
     * @param step from one reading to the next
     * @return the clock
     * @throws ArithmeticException if one of them does not fit into 64 bits of nanoseconds
     */
    public static TestClock ticking(Instant instant, Duration step) {
        return new TestClock(nanos(instant), step.toNanos());
    }

    /**
     * Moves the clock, forward or, by a negative duration, back: clocks of machines do that, too.
     *
     * @param duration how far
     * @return this clock
     * @throws ArithmeticException if the time does not fit into 64 bits of nanoseconds
     */
    public TestClock advance(Duration duration) {
        long by = duration.toNanos();
        nanos.updateAndGet(now -> Math.addExact(now, by));
        return this;
    }

    /**
     * Sets the clock.
     *
     * @param instant the time that it shows from now on, from 1677 to 2262
     * @return this clock
     * @throws ArithmeticException if the time does not fit into 64 bits of nanoseconds
     */
    public TestClock set(Instant instant) {
        nanos.set(nanos(instant));
        return this;
    }

    /**
     * Reads the clock, as timestamps of frames are given.
     *
     * @return ns since the epoch
     */
    @Override
    public long nanoTime() {
        return nanos.getAndAdd(step);
    }

    /**
     * Reads the clock.
     *
     * @return ms since the epoch, rounded down
     */
    @Override
    public long time() {
        return Math.floorDiv(nanoTime(), NANOS_OF_MILLI);
    }

    /**
     * Reads the clock.
     *
     * @return the time, exact to the nanosecond
     */
    @Override
    public Instant instant() {
        return instant(nanoTime());
    }

    @Override
    public String toString() {
        return "TestClock[" + instant(nanos.get()) + "]";
    }

    static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_OF_SECOND), instant.getNano());
    }

    private static Instant instant(long epochNanos) {
        return Instant.ofEpochSecond(0, epochNanos);
    }
}

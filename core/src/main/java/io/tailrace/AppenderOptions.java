package io.tailrace;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.agrona.concurrent.EpochNanoClock;
import org.jspecify.annotations.Nullable;

/** How an appender is opened. Immutable; each method returns a new instance. */
public final class AppenderOptions {
    /** A timeout that never comes. */
    public static final Duration UNLIMITED = ChronoUnit.FOREVER.getDuration();

    private static final AppenderOptions DEFAULTS =
            new AppenderOptions(Duration.ofSeconds(2), null, Checks.notNegative(UNLIMITED, "gateTimeout"));

    private final Duration takeoverTimeout;
    private final @Nullable EpochNanoClock clock;
    private final Duration gateTimeout;

    private AppenderOptions(Duration takeoverTimeout, @Nullable EpochNanoClock clock, Duration gateTimeout) {
        this.takeoverTimeout = takeoverTimeout;
        this.clock = clock;
        this.gateTimeout = gateTimeout;
    }

    /**
     * All defaults.
     *
     * @return options to start from
     */
    public static AppenderOptions defaults() {
        return DEFAULTS;
    }

    /**
     * How long to wait for a previous writer that is not evidently alive: killed, and its locks not freed yet. One that evidently lives is
     * an error at once. In a shared journal: how long to wait for a slot when all are taken, whoever has them. Defaults to 2 s.
     *
     * @param timeout zero or more
     * @return new options
     */
    public AppenderOptions takeoverTimeout(Duration timeout) {
        return new AppenderOptions(Checks.notNegative(timeout, "takeoverTimeout"), clock, gateTimeout);
    }

    /**
     * The wait for a previous writer.
     *
     * @return a duration
     */
    public Duration takeoverTimeout() {
        return takeoverTimeout;
    }

    /**
     * Gives frames without a timestamp of their own the time of a clock, read once an append. Defaults to none: such frames have
     * timestamp 0, and no clock is read.
     *
     * @param clock for example {@link org.agrona.concurrent.SystemEpochNanoClock#INSTANCE}
     * @return new options
     */
    public AppenderOptions clock(EpochNanoClock clock) {
        return new AppenderOptions(takeoverTimeout, Objects.requireNonNull(clock, "clock"), gateTimeout);
    }

    /**
     * The clock.
     *
     * @return a clock, or null for none
     */
    public @Nullable EpochNanoClock clock() {
        return clock;
    }

    /**
     * How long an append waits when it may not run further ahead of a gating consumer; then it is a {@link GateClosedException}, and
     * nothing was appended. Zero: never wait. Defaults to {@link #UNLIMITED}.
     *
     * @param timeout zero or more
     * @return new options
     */
    public AppenderOptions gateTimeout(Duration timeout) {
        return new AppenderOptions(takeoverTimeout, clock, Checks.notNegative(timeout, "gateTimeout"));
    }

    /**
     * The wait for gating consumers.
     *
     * @return a duration
     */
    public Duration gateTimeout() {
        return gateTimeout;
    }
}

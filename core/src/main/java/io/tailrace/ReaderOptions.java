package io.tailrace;

import io.tailrace.layout.ConsumerDescriptor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a reader is opened. Immutable; each method returns a new instance. */
public final class ReaderOptions {
    private static final ReaderOptions DEFAULTS = new ReaderOptions(
            null, Start.earliest(), Until.never(), Duration.ofSeconds(2), null, DeliveryMode.AT_LEAST_ONCE);

    /** Two names that were decoded wrongly would look the same. */
    private static final char REPLACEMENT_CHARACTER = '\uFFFD';

    private final @Nullable String consumer;
    private final Start start;
    private final Until until;
    private final Duration takeoverTimeout;
    private final @Nullable ConsumerPolicy policy;
    private final DeliveryMode delivery;

    private ReaderOptions(
            @Nullable String consumer,
            Start start,
            Until until,
            Duration takeoverTimeout,
            @Nullable ConsumerPolicy policy,
            DeliveryMode delivery) {
        this.consumer = consumer;
        this.start = start;
        this.until = until;
        this.takeoverTimeout = takeoverTimeout;
        this.policy = policy;
        this.delivery = delivery;
    }

    /**
     * All defaults.
     *
     * @return options to start from
     */
    public static ReaderOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Gives the reader a name, and with it a cursor in shared memory that survives everything. Defaults to none: the reader leaves no
     * trace.
     *
     * @param name 1 to 124 bytes of UTF-8 without control characters; one reader at a time can have it
     * @return new options
     */
    public ReaderOptions consumer(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        int length = utf8.length;
        if (length < 1 || length > ConsumerDescriptor.MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("a consumer's name has 1 to " + ConsumerDescriptor.MAX_NAME_LENGTH
                    + " bytes of UTF-8, this one has " + length + ": \"" + name + '"');
        }
        if (name.chars().anyMatch(c -> Character.isISOControl(c) || c == REPLACEMENT_CHARACTER)) {
            throw new IllegalArgumentException(
                    "a consumer's name has no control characters, and no U+FFFD, which is what is left of"
                            + " a name in another encoding (a command line needs a UTF-8 locale): \"" + name + '"');
        }
        if (!new String(utf8, StandardCharsets.UTF_8).equals(name)) {
            throw new IllegalArgumentException(
                    "a consumer's name is text, this one has half of a surrogate pair: \"" + name + '"');
        }
        return new ReaderOptions(name, start, until, takeoverTimeout, policy, delivery);
    }

    /**
     * The consumer's name.
     *
     * @return a name, or null for a reader without one
     */
    public @Nullable String consumer() {
        return consumer;
    }

    /**
     * Where to begin. Counts only where the named consumer has no cursor yet. Defaults to {@link Start#earliest()}.
     *
     * @param start where
     * @return new options
     */
    public ReaderOptions start(Start start) {
        return new ReaderOptions(
                consumer, Objects.requireNonNull(start, "start"), until, takeoverTimeout, policy, delivery);
    }

    /**
     * Where to begin.
     *
     * @return where
     */
    public Start start() {
        return start;
    }

    /**
     * Where to end. Defaults to {@link Until#never()}.
     *
     * @param until where
     * @return new options
     */
    public ReaderOptions until(Until until) {
        return new ReaderOptions(
                consumer, start, Objects.requireNonNull(until, "until"), takeoverTimeout, policy, delivery);
    }

    /**
     * Where to end.
     *
     * @return where
     */
    public Until until() {
        return until;
    }

    /**
     * How long to wait for a previous owner of the name that is about to leave: killed, and its locks not freed yet, or being closed by
     * another thread of this process. One in another process that evidently lives is an error at once. Zero: never wait. Defaults to 2 s.
     *
     * @param timeout zero or more
     * @return new options
     */
    public ReaderOptions takeoverTimeout(Duration timeout) {
        return new ReaderOptions(
                consumer, start, until, Checks.notNegative(timeout, "takeoverTimeout"), policy, delivery);
    }

    /**
     * The wait for a previous owner of the name.
     *
     * @return a duration
     */
    public Duration takeoverTimeout() {
        return takeoverTimeout;
    }

    /**
     * What the reader may hold up. A consumer keeps the policy that was set last, {@link ConsumerPolicy#GATE} if none ever was. A reader
     * without a name is {@link ConsumerPolicy#FREE} unless set; as {@link ConsumerPolicy#GATE} it needs the journal open for writing, takes a
     * consumer slot as long as it is open, and counts while it lives, no longer once its process was killed; it cannot be {@link
     * ConsumerPolicy#EVICT}.
     *
     * @param policy what it may hold up
     * @return new options
     */
    public ReaderOptions policy(ConsumerPolicy policy) {
        return new ReaderOptions(
                consumer, start, until, takeoverTimeout, Objects.requireNonNull(policy, "policy"), delivery);
    }

    /**
     * What the reader may hold up.
     *
     * @return a policy, or null if not set
     */
    public @Nullable ConsumerPolicy policy() {
        return policy;
    }

    /**
     * When the cursor passes a frame. Another one than the default needs a consumer name. Defaults to {@link DeliveryMode#AT_LEAST_ONCE}.
     *
     * @param delivery when
     * @return new options
     */
    public ReaderOptions delivery(DeliveryMode delivery) {
        return new ReaderOptions(
                consumer, start, until, takeoverTimeout, policy, Objects.requireNonNull(delivery, "delivery"));
    }

    /**
     * When the cursor passes a frame.
     *
     * @return when
     */
    public DeliveryMode delivery() {
        return delivery;
    }
}

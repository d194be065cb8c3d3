package io.tailrace.stress;

import io.tailrace.ConsumerPolicy;
import io.tailrace.ReaderOptions;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who reads. */
enum ReaderKind {
    /** A named consumer that holds pages and writers: it gets everything. */
    GATE(ConsumerPolicy.GATE),
    /** Without a name. */
    PLAIN(null),
    EVICT(ConsumerPolicy.EVICT),
    FREE(ConsumerPolicy.FREE),
    /** Without a name and without the right to write: it can heal nothing. */
    READ_ONLY(null);

    /** A predecessor that was killed frees its lock late. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final @Nullable ConsumerPolicy policy;

    ReaderKind(@Nullable ConsumerPolicy policy) {
        this.policy = policy;
    }

    boolean isNamed() {
        return policy != null;
    }

    boolean isComplete() {
        return this == GATE;
    }

    ReaderOptions options(String name) {
        ReaderOptions options = ReaderOptions.defaults();
        return policy == null ? options : options.consumer(name).policy(policy).takeoverTimeout(PATIENCE);
    }

    /** The name of the n-th reader; kinds take turns. */
    static String name(int n) {
        ReaderKind kind = of(n);
        return kind.name().toLowerCase(Locale.ROOT) + '-' + n;
    }

    static ReaderKind of(int n) {
        return values()[n % values().length];
    }
}

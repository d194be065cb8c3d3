package io.tailrace.reactor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An element for {@link JournalSink#sendEach}, with what its sender tells its result by.
 *
 * @param <T> the value's type
 * @param <C> the correlation's type
 * @param value what is encoded and appended
 * @param correlation comes back in the {@link SendResult}; stays in this process; may be null
 */
public record Outgoing<T, C extends @Nullable Object>(T value, C correlation) {
    /**
     * Requires a value.
     *
     * @param value what is encoded and appended
     * @param correlation comes back in the {@link SendResult}
     */
    public Outgoing {
        Objects.requireNonNull(value, "value");
    }
}

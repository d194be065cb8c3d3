package io.tailrace.samples.feeds;

import java.io.IOException;

/**
 * Values with the times at which they are due. For one thread at a time.
 *
 * @param <T> what is due
 */
interface Schedule<T> extends AutoCloseable {
    /** What {@link #dueNanos} answers for a value that may come at any time. */
    long AT_ONCE = Long.MIN_VALUE;

    /** Goes to the next value; false at the end. */
    boolean advance() throws IOException;

    /** When the value is due, in ns since the begin; never earlier than the one before; or {@link #AT_ONCE}. */
    long dueNanos();

    /** The value. */
    T value();

    @Override
    default void close() throws IOException {}
}

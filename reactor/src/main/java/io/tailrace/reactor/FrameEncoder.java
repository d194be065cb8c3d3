package io.tailrace.reactor;

import io.tailrace.AppenderOptions;
import org.agrona.MutableDirectBuffer;

/**
 * Writes a value straight into shared memory, as a frame's payload. Used by one {@link JournalSink} subscription it is called by one thread
 * at a time; shared by several, it has to be stateless or thread-safe.
 *
 * @param <T> what it encodes
 */
public interface FrameEncoder<T> {
    /** What {@link #timestamp} answers to leave the time to the appender's clock. */
    long USE_CLOCK = Long.MIN_VALUE;

    /**
     * How much room the payload needs. May be asked more than once for the same value.
     *
     * @param value what is to be encoded
     * @return an upper bound in bytes; the exact length wastes nothing at the end of a page
     */
    int maxLength(T value);

    /**
     * Writes the payload. If it throws, nothing is appended and the send ends with that error. In a shared journal readers
     * wait for it behind the room that was taken; and the same value may be asked for again, where that was lost before it was committed.
     *
     * @param value what is to be encoded
     * @param buffer where to; bounds-checked, using it after this method returned is an {@link IllegalStateException}
     * @param offset where the payload begins in the buffer
     * @return bytes written, at most {@link #maxLength}
     */
    int encode(T value, MutableDirectBuffer buffer, int offset);

    /**
     * The frame's type. Defaults to 0.
     *
     * @param value what is to be encoded
     * @return 0..65535
     */
    default int type(T value) {
        return 0;
    }

    /**
     * The frame's time. Defaults to {@link #USE_CLOCK}.
     *
     * @param value what is to be encoded
     * @return ns since the epoch; 0 for none; {@link #USE_CLOCK} for that of {@link AppenderOptions#clock()}, none without a clock
     */
    default long timestamp(T value) {
        return USE_CLOCK;
    }
}

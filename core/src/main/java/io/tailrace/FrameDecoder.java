package io.tailrace;

import org.agrona.DirectBuffer;

/**
 * Makes a value of a frame's bytes, on the thread that polls, without an intermediate copy.
 *
 * @param <T> what it makes; must not refer to the buffer or the header
 */
@FunctionalInterface
public interface FrameDecoder<T> {
    /**
     * Decodes one frame.
     *
     * @param buffer the payload, read-only, bounds-checked; using it after this method returned is an {@link IllegalStateException}
     * @param offset where the payload begins in the buffer
     * @param length payload bytes
     * @param header position, timestamp, type; valid only inside this call
     * @return the value, never null
     */
    T decode(DirectBuffer buffer, int offset, int length, FrameHeader header);
}

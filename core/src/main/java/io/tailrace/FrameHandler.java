package io.tailrace;

import org.agrona.DirectBuffer;

/** Takes frames straight from shared memory, on the thread that polls. */
@FunctionalInterface
public interface FrameHandler {
    /**
     * Takes one frame. The cursor passes it after this method returned; if it throws, the frame comes again with the next poll, and the
     * error reaches who polled.
     *
     * @param buffer the payload, read-only, bounds-checked; using it after this method returned is an {@link IllegalStateException}
     * @param offset where the payload begins in the buffer
     * @param length payload bytes
     * @param header position, timestamp, type; valid only inside this call
     */
    void onFrame(DirectBuffer buffer, int offset, int length, FrameHeader header);
}

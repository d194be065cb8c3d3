package io.tailrace;

/**
 * Takes decoded values, on the thread that polls.
 *
 * @param <T> what is decoded
 */
@FunctionalInterface
public interface FrameConsumer<T> {
    /**
     * Takes one value. The cursor passes its frame after this method returned; if it throws, the frame comes again.
     *
     * @param value the decoded value
     * @return true to go on, false to end this poll behind this frame
     */
    boolean accept(T value);
}

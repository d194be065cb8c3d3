package io.tailrace.internal.read;

/**
 * Which frames a reader delivers.
 *
 * @param stopPosition frames at or behind it are not delivered; {@code Long.MAX_VALUE} for no bound
 * @param notBefore frames are passed over until one has this timestamp or a later one; {@code Long.MIN_VALUE} for none
 * @param stopTimestamp the first frame with this timestamp or a later one is not delivered; {@code Long.MAX_VALUE} for no bound
 */
public record Bounds(long stopPosition, long notBefore, long stopTimestamp) {
    boolean looksAtTimestamps() {
        return notBefore != Long.MIN_VALUE || stopTimestamp != Long.MAX_VALUE;
    }
}

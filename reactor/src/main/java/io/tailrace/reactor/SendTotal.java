package io.tailrace.reactor;

/**
 * What {@link JournalSink#send} did.
 *
 * @param count frames appended
 * @param lastPosition position of the last one, -1 if there was none
 */
public record SendTotal(long count, long lastPosition) {}

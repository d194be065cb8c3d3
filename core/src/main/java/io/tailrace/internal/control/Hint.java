package io.tailrace.internal.control;

/**
 * Where those who look begin to walk.
 *
 * @param position at or below the tail
 * @param frames how many frames the journal ever had below it
 */
public record Hint(long position, long frames) {}

package io.tailrace.reactor;

/**
 * What came of a drain.
 *
 * @param subscriptions how many were tied to the signal when it was drained; all have ended
 * @param unacknowledged deliveries of theirs that were not acknowledged by then; they come again. 0 if all was done
 */
public record Drained(int subscriptions, long unacknowledged) {}

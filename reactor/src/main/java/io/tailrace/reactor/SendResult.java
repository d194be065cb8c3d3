package io.tailrace.reactor;

import org.jspecify.annotations.Nullable;

/**
 * One element that {@link JournalSink#sendEach} appended and that is confirmed.
 *
 * @param <C> the correlation's type
 * @param position the frame's position
 * @param correlation that of its {@link Outgoing}
 */
public record SendResult<C extends @Nullable Object>(long position, C correlation) {}

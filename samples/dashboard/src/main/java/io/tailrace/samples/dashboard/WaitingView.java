package io.tailrace.samples.dashboard;

import io.tailrace.JournalStatus.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Who sleeps until a journal goes on.
 *
 * @param asleep how those are woken who sleep; null if nobody does
 * @param rings how often they were, modulo 2^28
 */
record WaitingView(@Nullable String asleep, long rings, boolean withoutFutex, boolean otherNetwork) {
    static WaitingView of(Waiting waiting) {
        return new WaitingView(
                waiting.asleep() == null ? null : waiting.asleep().toString(),
                waiting.rings(),
                waiting.withoutFutex(),
                waiting.otherNetwork());
    }
}

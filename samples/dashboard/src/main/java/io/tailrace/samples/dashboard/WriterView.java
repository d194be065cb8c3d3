package io.tailrace.samples.dashboard;

import io.tailrace.JournalStatus.WriterStatus;
import org.jspecify.annotations.Nullable;

/**
 * A writer on the page: one that has a slot, or left it without closing.
 *
 * @param alive null if the kernel hides that from this process
 * @param lastActive when it last said that it is at work, ns since the epoch, 0 = never
 * @param sealed claims of its slot that others sealed, those of earlier owners too
 */
record WriterView(int slot, long pid, @Nullable Boolean alive, long lastActive, long sealed) {
    static WriterView of(WriterStatus status) {
        return new WriterView(
                status.slot(),
                status.pid(),
                status.hidden() ? null : (Boolean) status.alive(),
                status.lastActive(),
                status.sealed());
    }
}

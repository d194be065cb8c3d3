package io.tailrace.samples.dashboard;

import io.tailrace.JournalStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the page of one journal shows and that changes.
 *
 * @param at ns since the epoch
 * @param events those since the sample before
 */
record LiveSample(
        long at,
        Row row,
        @Nullable Long writePos,
        @Nullable Long totalPages,
        @Nullable Long epoch,
        JournalStatus.@Nullable Statistics statistics,
        List<WriterView> writers,
        List<ConsumerView> consumers,
        @Nullable PageMap pageMap,
        @Nullable LatenessView lateness,
        @Nullable WaitingView framesAwaited,
        @Nullable WaitingView roomAwaited,
        List<Event> events) {}

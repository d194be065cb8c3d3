package io.tailrace.micrometer;

import io.tailrace.ConsumerPolicy;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.ConsumerState;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.JournalStatus.WriterStatus;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one look at a journal found.
 *
 * @param consumers those that have a name, by it
 * @param pages page files that were there
 * @param spaceLeft bytes
 * @param at when, ns since the epoch
 */
record Look(JournalStatus status, Map<String, ConsumerStatus> consumers, long pages, long spaceLeft, long at) {
    static Look of(JournalStatus status, long pages, long spaceLeft, long at) {
        Map<String, ConsumerStatus> named = status.consumers().stream()
                .filter(c -> !c.name().isEmpty())
                .collect(Collectors.toMap(ConsumerStatus::name, Function.identity(), (first, second) -> first));
        return new Look(status, named, pages, spaceLeft, at);
    }

    double spaceUsed() {
        return (double) pages * status.pageSize();
    }

    double capacityLimit() {
        return status.capacity() == JournalOptions.UNBOUNDED ? Double.POSITIVE_INFINITY : status.capacity();
    }

    double capacityUsed() {
        return status.consumers().stream()
                .filter(c -> c.policy() == ConsumerPolicy.GATE)
                .mapToLong(ConsumerStatus::lagBytes)
                .max()
                .orElse(0);
    }

    /** NaN if one may live that the kernel hides from this process. */
    double writerAlive() {
        return living() > 0 ? 1 : isAnyHidden() ? Double.NaN : 0;
    }

    /** Likewise. */
    double livingWriters() {
        return isAnyHidden() ? Double.NaN : living();
    }

    private long living() {
        return status.writers().stream().filter(WriterStatus::alive).count();
    }

    private boolean isAnyHidden() {
        return status.writers().stream().anyMatch(WriterStatus::hidden);
    }

    /** NaN if the kernel hides whether it lives. */
    static double alive(ConsumerStatus consumer) {
        return consumer.alive() ? 1 : consumer.state() == ConsumerState.UNKNOWN ? Double.NaN : 0;
    }

    boolean isWaitedFor(ConsumerStatus consumer) {
        return status.waitingFor().contains(consumer.name());
    }

    /** Age of the frame at the cursor in ns, never negative: the clocks of two processes may differ. */
    double lagNanos(ConsumerStatus consumer) {
        if (consumer.lagBytes() == 0) {
            return 0;
        }
        return consumer.nextTimestamp() == 0 ? Double.NaN : Math.max(0, at - consumer.nextTimestamp());
    }
}

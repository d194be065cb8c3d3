package io.tailrace.samples.dashboard;

import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.WriterStatus;
import io.tailrace.Retention;
import java.io.File;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the overview's row of a journal that is live. */
final class RowMaker {
    private RowMaker() {}

    static Row row(Source source, long since, JournalStatus status, Observation seen, List<ConsumerView> consumers) {
        int pageSize = status.pageSize();
        long pages = Math.max(1, status.totalPages() - status.floor() / pageSize);
        Optional<ConsumerView> worst = consumers.stream().max(Comparator.comparingLong(ConsumerView::lagBytes));
        return new Row(
                source.id(),
                source.path().toString(),
                source.name(),
                source.directory(),
                Access.State.LIVE,
                null,
                since,
                status.uuid().toString(),
                pageSize,
                status.tail(),
                status.floor(),
                status.frames(),
                seen.framesPerSecond(),
                seen.bytesPerSecond(),
                status.currentPageIndex(),
                (int) Math.min(Integer.MAX_VALUE, pages),
                status.statistics().switches(),
                seen.switchedAt(),
                pages * pageSize,
                spaceLeft(source),
                status.capacity(),
                retention(status.retention()),
                status.mode(),
                writer(status, seen),
                (int) status.writers().stream().filter(WriterStatus::alive).count(),
                status.writers().stream()
                        .filter(writer -> !writer.alive() && !writer.hidden())
                        .map(WriterStatus::pid)
                        .toList(),
                status.sealed(),
                status.waitingFor(),
                consumers.size(),
                consumers.stream()
                        .filter(ConsumerView::standing)
                        .map(ConsumerView::name)
                        .toList(),
                worst.map(ConsumerView::lagBytes).orElse(null),
                // Of the same one: the time of another says nothing of it, where its own is not known.
                worst.map(ConsumerView::lagMillis).orElse(null));
    }

    private static Row.@Nullable Writer writer(JournalStatus status, Observation seen) {
        if (status.writers().isEmpty()) {
            return null;
        }
        WriterStatus writer = status.writers().stream()
                .filter(WriterStatus::alive)
                .findFirst()
                .orElse(status.writers().get(0));
        return new Row.Writer(
                writer.pid(), writer.hidden() ? null : (Boolean) writer.alive(), seen.idleSince(writer.lastActive()));
    }

    private static @Nullable Long spaceLeft(Source source) {
        // Not Files.getFileStore: that reads the list of all mounts, for each journal twice a second.
        File directory = source.path().toFile();
        long left = directory.getUsableSpace();
        // Just gone, if it is not there; the next look says so.
        return left > 0 || directory.exists() ? (Long) left : null;
    }

    private static String retention(Retention retention) {
        if (retention.kind() != Retention.Kind.AGE) {
            return retention.toString();
        }
        Duration age = Duration.ofNanos(retention.amount());
        return "age:" + age.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}

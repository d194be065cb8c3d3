package io.tailrace.samples.dashboard;

import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.WriterStatus;
import io.tailrace.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the overview's row of a journal that is live. */
final class RowMaker {
    private RowMaker() {}

    static Row row(Source source, long since, JournalStatus status, Observation seen, List<ConsumerView> consumers) {
        int pageSize = status.pageSize();
        long pages = Math.max(1, status.totalPages() - status.floor() / pageSize);
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
                status.waitingFor(),
                consumers.size(),
                consumers.stream()
                        .filter(ConsumerView::standing)
                        .map(ConsumerView::name)
                        .toList(),
                consumers.stream()
                        .map(ConsumerView::lagBytes)
                        .max(Comparator.naturalOrder())
                        .orElse(null),
                consumers.stream()
                        .map(ConsumerView::lagMillis)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null));
    }

    private static Row.@Nullable Writer writer(JournalStatus status, Observation seen) {
        if (status.writers().isEmpty()) {
            return null;
        }
        WriterStatus writer = status.writers().get(0);
        return new Row.Writer(writer.pid(), writer.alive(), seen.idleSince(writer.lastActive()));
    }

    private static @Nullable Long spaceLeft(Source source) {
        try {
            return Files.getFileStore(source.path()).getUsableSpace();
        } catch (IOException e) {
            // Just gone; the next look says so.
            return null;
        }
    }

    private static String retention(Retention retention) {
        if (retention.kind() != Retention.Kind.AGE) {
            return retention.toString();
        }
        Duration age = Duration.ofNanos(retention.amount());
        return "age:" + age.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}

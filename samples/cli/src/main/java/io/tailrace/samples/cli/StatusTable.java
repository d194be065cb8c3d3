package io.tailrace.samples.cli;

import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.ConsumerState;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.JournalStatus.Waiting;
import io.tailrace.JournalStatus.WriterStatus;
import io.tailrace.WakeUp;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A status for people. */
final class StatusTable {
    private StatusTable() {}

    /** @param here how this process would be woken */
    static Bytes of(JournalStatus status, Path path, WakeUp here) {
        Bytes text = new Bytes();
        table(
                text,
                "",
                List.of(
                        List.of("journal", path.toString()),
                        List.of("uuid", status.uuid().toString()),
                        List.of("mode", status.mode()),
                        List.of("created", time(status.createdAt())),
                        List.of("page size", Sizes.format(status.pageSize())),
                        List.of("capacity", Capacity.format(status.capacity())),
                        List.of("keeps", RetentionConverter.format(status.retention())),
                        List.of("writer waits for", waitingFor(status)),
                        List.of("pages made", Long.toString(status.totalPages())),
                        List.of("current page", Long.toString(status.currentPageIndex())),
                        List.of("floor", "position " + status.floor()),
                        List.of("write pos", "position " + status.writePos() + ", a lower bound of the tail"),
                        List.of("tail", "position " + status.tail()),
                        List.of("frames", Long.toString(status.frames())),
                        List.of("sealed", status.sealed() + " claims of writers that did not go on"),
                        List.of("happened", happened(status)),
                        List.of("frames awaited", asleep(status.framesAwaited())),
                        List.of("room awaited", asleep(status.roomAwaited())),
                        List.of("woken here by", here + " at best")));
        List<List<String>> writers = new ArrayList<>();
        writers.add(List.of("SLOT", "PID", "ALIVE", "LAST ACTIVE", "SEALED"));
        for (WriterStatus writer : status.writers()) {
            writers.add(List.of(
                    Long.toString(writer.slot()),
                    Long.toString(writer.pid()),
                    alive(writer.alive(), writer.hidden()),
                    time(writer.lastActive()),
                    Long.toString(writer.sealed())));
        }
        section(text, "writers", writers);
        section(text, "consumers", rows(status));
        return text;
    }

    /** The consumers alone. */
    static Bytes consumers(JournalStatus status) {
        Bytes text = new Bytes();
        table(text, "", rows(status));
        return text;
    }

    private static List<List<String>> rows(JournalStatus status) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "POLICY", "CURSOR", "LAG (BYTES)", "HELD (BYTES)", "ALIVE", "STATE", "PID", "IDLE"));
        for (ConsumerStatus consumer : status.consumers()) {
            rows.add(List.of(
                    shown(consumer.name()),
                    consumer.policy().toString(),
                    Long.toString(consumer.cursor()),
                    Long.toString(consumer.lagBytes()),
                    Long.toString(consumer.heldBytes()),
                    alive(consumer.alive(), consumer.state() == ConsumerState.UNKNOWN),
                    consumer.paused() == null ? consumer.state().toString() : consumer.paused(),
                    Long.toString(consumer.pid()),
                    idle(consumer.idleMillis())));
        }
        return rows;
    }

    private static String asleep(Waiting waiting) {
        String who = waiting.asleep() == null ? "nobody is asleep" : "asleep, woken by " + waiting.asleep();
        return who + "; rung " + waiting.rings() + " times"
                + (waiting.withoutFutex() ? ", by one without futex" : "")
                + (waiting.otherNetwork() ? ", by one of another network" : "");
    }

    /** Since the journal was made. */
    private static String happened(JournalStatus status) {
        JournalStatus.Statistics statistics = status.statistics();
        return statistics.switches() + " switches, " + statistics.takeovers() + " takeovers, "
                + statistics.gatesClosed()
                + " gates closed, " + statistics.evictions() + " evictions, space short "
                + statistics.spaceShort() + " times";
    }

    private static String waitingFor(JournalStatus status) {
        return status.waitingFor().isEmpty()
                ? "nobody"
                : status.waitingFor().stream().map(StatusTable::shown).collect(Collectors.joining(", "));
    }

    private static String shown(String consumer) {
        return consumer.isEmpty() ? "(no name)" : consumer;
    }

    private static String idle(long millis) {
        return millis < 0 ? "unknown" : millis < 1000 ? millis + " ms" : millis / 1000 + " s";
    }

    private static void section(Bytes text, String name, List<List<String>> rows) {
        text.text(name).text(rows.size() == 1 ? ": none\n" : ":\n");
        if (rows.size() > 1) {
            table(text, "  ", rows);
        }
    }

    private static void table(Bytes text, String indent, List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            text.text(line.toString().stripTrailing()).put('\n');
        }
    }

    private static String time(long epochNanos) {
        return epochNanos == 0
                ? "never"
                : Instant.ofEpochSecond(epochNanos / 1_000_000_000L, epochNanos % 1_000_000_000L)
                        .toString();
    }

    /** Whose lock is hidden by the kernel may live. */
    private static String alive(boolean alive, boolean hidden) {
        return hidden ? "unknown" : yes(alive);
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }
}

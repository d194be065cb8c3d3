package io.tailrace;

import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.layout.ConsumerDescriptor;
import io.tailrace.layout.ControlDescriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Consumers of a journal with one writer slot, as a test looks at them: through the status, and past it. */
public final class Slots {
    private Slots() {}

    /** What is told of a consumer that is there. */
    public static ConsumerStatus status(Journal journal, String name) {
        return find(journal, name).orElseThrow();
    }

    /** What is told of a consumer. */
    public static Optional<ConsumerStatus> find(Journal journal, String name) {
        return journal.status().consumers().stream()
                .filter(consumer -> consumer.name().equals(name))
                .findFirst();
    }

    public static List<String> names(Journal journal) {
        return journal.status().consumers().stream().map(ConsumerStatus::name).toList();
    }

    /** The half of the generation that says whether the cursor was moved by processing alone. */
    public static int registration(Path control, int slot) {
        return generation(control, slot) >>> 16;
    }

    /** The half of the generation that counts owners. */
    public static int owners(Path control, int slot) {
        return generation(control, slot) & 0xFFFF;
    }

    private static int generation(Path control, int slot) {
        int offset = ControlDescriptor.consumerSlotOffset(1, slot) + ConsumerDescriptor.GENERATION_OFFSET;
        return RawFile.getInt(control, offset);
    }

    /** The low half of the watch word. */
    public static int changes(Path control) {
        return (int) RawFile.getLong(control, ControlDescriptor.WATCH_OFFSET);
    }
}

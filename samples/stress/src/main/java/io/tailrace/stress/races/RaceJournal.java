package io.tailrace.stress.races;

import io.tailrace.ConsumerPolicy;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.WakeUp;
import java.nio.file.Path;

/** The journal of a kind of race, and how both sides open it. */
final class RaceJournal {
    static final byte[] FRAME = new byte[32];

    /** Seldom left: there other threads have their part in how late a reader is. */
    private static final int PAGE_SIZE = 1 << 24;

    /** A writer is let so far ahead of the consumer; the smallest page, for it is full before the races begin. */
    private static final int GATED_PAGE_SIZE = 1 << 16;

    private static final String CONSUMER = "ringer";

    private RaceJournal() {}

    static Path path(Path directory, RaceKind kind) {
        return directory.resolve("journal-" + kind);
    }

    /** A gate is closed a page ahead of the consumer, which is there from the beginning. */
    static void make(Path directory, RaceKind kind) {
        boolean gated = kind.matter() == RaceKind.Matter.ROOM;
        JournalOptions options = gated
                ? JournalOptions.defaults().pageSize(GATED_PAGE_SIZE).capacity(GATED_PAGE_SIZE)
                : JournalOptions.defaults().pageSize(PAGE_SIZE);
        try (Journal journal = Journal.openOrCreate(path(directory, kind), options)) {
            if (gated) {
                consumer(journal).close();
            }
        }
    }

    static Journal openToRead(Path directory, RaceKind kind) {
        Path path = path(directory, kind);
        return kind.way() == WakeUp.POLLING
                ? Journal.open(path, JournalOptions.defaults().readOnly(true))
                : Journal.openToRead(path, JournalOptions.defaults());
    }

    static Journal openToWrite(Path directory, RaceKind kind) {
        return Journal.open(path(directory, kind));
    }

    static Reader atTheTail(Journal journal) {
        return journal.reader(ReaderOptions.defaults().start(Start.latest()));
    }

    static Reader consumer(Journal journal) {
        return journal.reader(ReaderOptions.defaults()
                .consumer(CONSUMER)
                .start(Start.earliest())
                .policy(ConsumerPolicy.GATE));
    }
}

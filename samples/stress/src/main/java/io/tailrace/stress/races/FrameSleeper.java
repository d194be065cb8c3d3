package io.tailrace.stress.races;

import io.tailrace.FrameHandler;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.WakeUp;
import io.tailrace.WakeableIdleStrategy;
import java.nio.file.Path;

/** A reader at the tail. */
final class FrameSleeper implements Sleeping {
    private static final FrameHandler NOTHING = (buffer, offset, length, header) -> {};

    private final Journal journal;
    private final Reader reader;
    private final WakeableIdleStrategy idle;

    FrameSleeper(Path directory, RaceKind kind) {
        journal = RaceJournal.openToRead(directory, kind);
        reader = RaceJournal.atTheTail(journal);
        idle = WakeableIdleStrategy.of(reader);
    }

    @Override
    public void await(long race) {
        int work = reader.poll(NOTHING, 1);
        while (work == 0) {
            idle.idle(0);
            work = reader.poll(NOTHING, 1);
        }
        idle.idle(work);
    }

    @Override
    public WakeUp way() {
        return idle.wokenBy();
    }

    @Override
    public void close() {
        idle.close();
        reader.close();
        journal.close();
    }
}

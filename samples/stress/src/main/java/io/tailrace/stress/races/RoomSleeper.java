package io.tailrace.stress.races;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.WakeUp;
import java.nio.file.Path;

/** A writer at a gate. */
final class RoomSleeper implements Sleeping {
    private final WakeUp way;
    private final Journal journal;
    private final Appender appender;

    RoomSleeper(Path directory, RaceKind kind) {
        way = kind.way();
        journal = RaceJournal.openToWrite(directory, kind);
        appender = journal.appender();
    }

    @Override
    public void prepare() {
        while (appender.isReady(RaceJournal.FRAME.length)) {
            appender.append(RaceJournal.FRAME);
        }
    }

    @Override
    public void await(long race) {
        appender.append(RaceJournal.FRAME);
    }

    /** A gate does not tell; the processes were started so that there is no better one. */
    @Override
    public WakeUp way() {
        return way;
    }

    @Override
    public void close() {
        appender.close();
        journal.close();
    }
}

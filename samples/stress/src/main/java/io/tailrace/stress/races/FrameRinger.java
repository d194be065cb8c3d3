package io.tailrace.stress.races;

import io.tailrace.Appender;
import io.tailrace.Journal;
import java.nio.file.Path;

/** A writer. */
final class FrameRinger implements Ringing {
    private final Journal journal;
    private final Appender appender;

    FrameRinger(Path directory, RaceKind kind) {
        journal = RaceJournal.openToWrite(directory, kind);
        appender = journal.appender();
    }

    @Override
    public void ring(long race) {
        appender.append(RaceJournal.FRAME);
    }

    @Override
    public void close() {
        appender.close();
        journal.close();
    }
}

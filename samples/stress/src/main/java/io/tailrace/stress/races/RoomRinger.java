package io.tailrace.stress.races;

import io.tailrace.Journal;
import io.tailrace.Reader;
import java.nio.file.Path;

/** A consumer that writers wait for. */
final class RoomRinger implements Ringing {
    /** Enough for one frame of the writer, also if the end of a page lies between. */
    private static final int FRAMES = 4;

    private final Journal journal;
    private final Reader reader;

    RoomRinger(Path directory, RaceKind kind) {
        journal = RaceJournal.openToWrite(directory, kind);
        reader = RaceJournal.consumer(journal);
    }

    @Override
    public void ring(long race) {
        reader.poll((buffer, offset, length, header) -> {}, FRAMES);
    }

    @Override
    public void close() {
        reader.close();
        journal.close();
    }
}

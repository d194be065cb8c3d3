package io.tailrace;

import java.nio.file.Path;

/**
 * Another writer took the journal over while this appender believed to own it. What it had appended before stays; the append that met
 * this error did not happen. Open a new appender, or stop.
 */
public final class WriterFencedException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * With both epochs.
     *
     * @param path the journal
     * @param ownEpoch epoch under which this appender wrote
     * @param newEpoch epoch of the one who took over
     */
    public WriterFencedException(Path path, long ownEpoch, long newEpoch) {
        super(
                path,
                NO_POSITION,
                "another writer took over: own epoch " + ownEpoch + ", found " + newEpoch
                        + "; the last append did not happen; open a new appender or stop",
                null);
    }

    @Override
    public boolean isRetryable() {
        return true;
    }
}

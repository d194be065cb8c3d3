package io.tailrace;

import java.nio.file.Path;

/** A start position lies outside what the journal has: both are named. */
public final class InvalidPositionException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * With what was asked for and what there is.
     *
     * @param path the journal
     * @param position the position asked for
     * @param floor first retained position
     * @param tail first position that is not written yet
     */
    public InvalidPositionException(Path path, long position, long floor, long tail) {
        super(path, position, "the journal has positions " + floor + " to " + tail + "; choose one of these", null);
    }

    @Override
    public boolean isRetryable() {
        return false;
    }
}

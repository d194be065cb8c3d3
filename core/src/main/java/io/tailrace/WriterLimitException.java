package io.tailrace;

import java.nio.file.Path;

/** The shared journal has no writer slot left. The number of slots and the option that raises it are named. */
public final class WriterLimitException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * With a message.
     *
     * @param path the journal
     * @param message how many there are and what to do
     */
    public WriterLimitException(Path path, String message) {
        super(path, NO_POSITION, message, null);
    }

    @Override
    public boolean isRetryable() {
        return true;
    }
}

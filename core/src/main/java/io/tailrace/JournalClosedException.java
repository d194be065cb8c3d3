package io.tailrace;

import java.nio.file.Path;

/**
 * The journal, appender or reader was used after it had been closed.
 */
public final class JournalClosedException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * With a message.
     *
     * @param path the journal, or the file of it that is concerned
     * @param message what was expected, what was found, what to do
     */
    public JournalClosedException(Path path, String message) {
        super(path, NO_POSITION, message, null);
    }

    @Override
    public boolean isRetryable() {
        return false;
    }
}

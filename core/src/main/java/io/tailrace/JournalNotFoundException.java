package io.tailrace;

import java.nio.file.Path;

/**
 * There is no journal at this path, or none yet.
 */
public final class JournalNotFoundException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * With a message.
     *
     * @param path the journal, or the file of it that is concerned
     * @param message what was expected, what was found, what to do
     */
    public JournalNotFoundException(Path path, String message) {
        super(path, NO_POSITION, message, null);
    }

    @Override
    public boolean isRetryable() {
        return true;
    }
}

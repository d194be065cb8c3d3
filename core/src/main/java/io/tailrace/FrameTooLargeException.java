package io.tailrace;

import java.nio.file.Path;

/**
 * The payload is longer than a quarter of a page can hold. The limit and the option that raises it are named; nothing was appended.
 */
public final class FrameTooLargeException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * With a message.
     *
     * @param path the journal, or the file of it that is concerned
     * @param message what was expected, what was found, what to do
     */
    public FrameTooLargeException(Path path, String message) {
        super(path, NO_POSITION, message, null);
    }

    @Override
    public boolean isRetryable() {
        return false;
    }
}

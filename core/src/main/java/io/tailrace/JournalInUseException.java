package io.tailrace;

import java.nio.file.Path;

/** What was asked for cannot be done while somebody holds a role of the journal. */
public final class JournalInUseException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * With a message.
     *
     * @param path the journal
     * @param message who is in the way and what to do
     */
    public JournalInUseException(Path path, String message) {
        super(path, NO_POSITION, message, null);
    }

    @Override
    public boolean isRetryable() {
        return true;
    }
}

package io.tailrace;

import java.nio.file.Path;

/**
 * The journal is not what the caller asked for, or speaks a version, mode, flag or reserved field that this version does not know.
 * Both values are named.
 */
public final class IncompatibleJournalException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * With a message.
     *
     * @param path the journal, or the file of it that is concerned
     * @param message what was expected, what was found, what to do
     */
    public IncompatibleJournalException(Path path, String message) {
        super(path, NO_POSITION, message, null);
    }

    @Override
    public boolean isRetryable() {
        return false;
    }
}

package io.tailrace;

import java.nio.file.Path;

/** The journal has no consumer slot left. The number of slots and the option that raises it are named. */
public final class ConsumerLimitException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * With a message.
     *
     * @param path the journal
     * @param message how many there are and what to do
     */
    public ConsumerLimitException(Path path, String message) {
        super(path, NO_POSITION, message, null);
    }

    @Override
    public boolean isRetryable() {
        return false;
    }
}

package io.tailrace;

import java.nio.file.Path;

/** An exclusive journal has a writer already; its process is named. */
public final class WriterActiveException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final long pid;

    /**
     * With the owner.
     *
     * @param path the journal
     * @param pid process id of the owner as it was left in the journal, 0 if unknown
     * @param message what was found and what to do
     */
    public WriterActiveException(Path path, long pid, String message) {
        super(path, NO_POSITION, message, null);
        this.pid = pid;
    }

    /**
     * The owner's process.
     *
     * @return process id, 0 if unknown
     */
    public long pid() {
        return pid;
    }

    @Override
    public boolean isRetryable() {
        return true;
    }
}

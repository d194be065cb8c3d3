package io.tailrace;

import java.nio.file.Path;

/** There is no consumer of this name. */
public final class ConsumerNotFoundException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * With the name.
     *
     * @param path the journal
     * @param consumer name that was asked for
     */
    public ConsumerNotFoundException(Path path, String consumer) {
        super(
                path,
                NO_POSITION,
                "has no consumer \"" + consumer
                        + "\"; it is registered by its first reader: start that, or check the name",
                null);
    }

    @Override
    public boolean isRetryable() {
        return true;
    }
}

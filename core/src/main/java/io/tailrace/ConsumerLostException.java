package io.tailrace;

import java.nio.file.Path;

/** The consumer was removed or reset, or its slot was taken, while this reader read under its name. The cursor is no longer moved. */
public final class ConsumerLostException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * With the name.
     *
     * @param path the journal
     * @param position first position that was not stored as done
     * @param consumer name of the consumer
     */
    public ConsumerLostException(Path path, long position, String consumer) {
        super(
                path,
                position,
                "consumer \"" + consumer + "\" was removed, reset or taken by somebody else; open a new reader",
                null);
    }

    @Override
    public boolean isRetryable() {
        return true;
    }
}

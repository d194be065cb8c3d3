package io.tailrace;

import java.nio.file.Path;

/**
 * The consumer was removed or reset, or its slot was taken, while this reader read under its name: the cursor is no longer moved. Or while
 * a {@link ConsumerWatch} watched it: the cursor no longer tells what was done.
 */
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

    /**
     * For who watches the consumer.
     *
     * @param path the journal
     * @param consumer name of the consumer
     * @param reason why nothing is known of its progress any more, as a sentence that goes on from its name
     */
    public ConsumerLostException(Path path, String consumer, String reason) {
        super(path, NO_POSITION, "consumer \"" + consumer + "\" " + reason, null);
    }

    @Override
    public boolean isRetryable() {
        return true;
    }
}

package io.tailrace;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A writer may not run further ahead of a gating consumer, and {@link AppenderOptions#gateTimeout} is over. Nothing was appended; the
 * same call may be tried again.
 */
public final class GateClosedException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String consumer;
    private final long cursor;

    /**
     * With whom it waits for.
     *
     * @param path the journal
     * @param position where the frame would have been appended
     * @param consumer name of the consumer that is furthest behind
     * @param cursor first position that it has not done
     * @param capacity the journal's capacity in bytes
     * @param waited how long the append waited
     */
    public GateClosedException(Path path, long position, String consumer, long cursor, long capacity, Duration waited) {
        super(
                path,
                position,
                "gate closed for " + waited.toMillis() + " ms: consumer \"" + consumer + "\" stands at " + cursor
                        + ", and the capacity is " + capacity
                        + " bytes; let it read on, remove it, make it evictable, or raise the capacity",
                null);
        this.consumer = consumer;
        this.cursor = cursor;
    }

    /**
     * Whom the writer waits for.
     *
     * @return name of the consumer that is furthest behind
     */
    public String consumer() {
        return consumer;
    }

    /**
     * Where that consumer stands.
     *
     * @return first position that it has not done
     */
    public long cursor() {
        return cursor;
    }

    @Override
    public boolean isRetryable() {
        return true;
    }
}

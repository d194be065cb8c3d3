package io.tailrace;

import java.util.concurrent.CompletionStage;

/**
 * Watches how far a gating consumer has come, from any process: the way back from who processes to who appended. From
 * {@link Journal#watchConsumer(String)}.
 *
 * <p>It is made before the frames are appended that are to be confirmed. A restart of the consumer's process does not disturb it: what is not
 * done comes to the consumer again. When the consumer is removed, reset or gates no longer, its cursor does not tell any more what was done;
 * then all methods report {@link ConsumerLostException}, and a new watch has to be made.
 *
 * <p><b>Threading:</b> any thread; nothing here waits.
 */
public interface ConsumerWatch extends AutoCloseable {
    /**
     * Whom it watches.
     *
     * @return the consumer's name
     */
    String consumer();

    /**
     * How far the consumer has come.
     *
     * @return its cursor: the first position that it has not done
     * @throws ConsumerLostException if it was removed, reset or gates no longer
     * @throws JournalClosedException if this watch is closed
     */
    long position();

    /**
     * Whether the consumer has done a frame.
     *
     * @param position the frame's position, as append returned it
     * @return true if its cursor is beyond it
     * @throws ConsumerLostException if it was removed, reset or gates no longer
     * @throws JournalClosedException if this watch is closed
     */
    boolean hasPassed(long position);

    /**
     * Tells when the consumer has done a frame, about a millisecond behind it at the latest.
     *
     * @param position the frame's position, as append returned it
     * @return completed when its cursor is beyond it, exceptionally with {@link ConsumerLostException} or, once this watch is closed,
     *     {@link JournalClosedException}; on a thread of this library, where only hand-overs belong
     */
    CompletionStage<Void> whenPassed(long position);

    /** Ends all that is waited for, and frees the journal. Closing again does nothing. */
    @Override
    void close();
}

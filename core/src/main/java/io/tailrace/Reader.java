package io.tailrace;

import org.jspecify.annotations.Nullable;

/**
 * Reads a journal in its order, over all page switches. From {@link Journal#reader(ReaderOptions)}.
 *
 * <p><b>Threading:</b> one thread at a time; {@link #position()} and {@link #isDone()} answer any thread, as a hint.
 *
 * <p><b>Delivery:</b> at least once, unless {@link ReaderOptions#delivery} says otherwise. A frame is passed after its handler returned. A
 * named reader's cursor in shared memory is stored once per poll and at every stop, never ahead of what was delivered; after a kill at
 * most the frames of one poll come again. At most once: the cursor is stored before each frame is handed over. Manual: by {@link #commit}.
 *
 * <p>No method waits for frames; polling allocates nothing.
 */
public interface Reader extends AutoCloseable {
    /**
     * Delivers the frames that are there.
     *
     * @param handler takes them
     * @param limit most frames to deliver, at least 1
     * @return number of frames delivered; 0 at the tail, or when {@link #isDone()}
     * @throws GapException if what comes next is no longer retained
     * @throws CorruptJournalException if what comes next is damaged; each further poll says the same. A page that is truncated while it is
     *     mapped may also show as an {@link InternalError}, which the JVM delivers when it likes
     * @throws IncompatibleJournalException if what comes next has a flag that this version does not know
     * @throws ConsumerLostException if the named consumer was removed, reset or taken
     * @throws JournalClosedException after {@link #close()}
     */
    int poll(FrameHandler handler, int limit);

    /**
     * Decodes the frames that are there and delivers the values. A value is handed on only when it is sure that its bytes stood still
     * while they were decoded; that is why this, and not a handler, is for what leaves the callback.
     *
     * @param <T> what is decoded
     * @param decoder makes the values
     * @param consumer takes them, and may end the poll early
     * @param limit most frames to deliver, at least 1
     * @return number of frames delivered; 0 at the tail, or when {@link #isDone()}
     * @throws GapException if what comes next is no longer retained
     * @throws CorruptJournalException if what comes next is damaged; each further poll says the same
     * @throws IncompatibleJournalException if what comes next has a flag that this version does not know
     * @throws ConsumerLostException if the named consumer was removed, reset or taken
     * @throws JournalClosedException after {@link #close()}
     */
    <T> int poll(FrameDecoder<? extends T> decoder, FrameConsumer<? super T> consumer, int limit);

    /**
     * Moves the cursor of a named reader with {@link DeliveryMode#MANUAL}: all before a position is done. For the reader's thread, also
     * between polls; constant cost. Calls may come in any order. Once all that was delivered is done, the cursor passes padding and page ends by itself; a
     * gap is passed by the next commit behind it, and until then told again to the name's next reader.
     *
     * @param position a position that {@link FrameHeader#nextPosition()} gave, or {@link #position()}; one that is done already changes nothing
     * @throws IllegalStateException if this reader stores its cursor by itself
     * @throws IllegalArgumentException if the position lies behind what was delivered
     * @throws ConsumerLostException if the named consumer was removed, reset or taken
     * @throws JournalClosedException after {@link #close()}
     */
    void commit(long position);

    /**
     * Where the next frame is looked for.
     *
     * @return first position not done
     */
    long position();

    /**
     * Whether the bound ({@link ReaderOptions#until(Until)}) is reached. Only a poll finds that out.
     *
     * @return true if no poll will deliver anything any more
     */
    boolean isDone();

    /**
     * Tells those who look from outside that this reader is at work, and at what (a reader without a name leaves no trace, unless it holds the writer up), and looks
     * once a second whether the journal was replaced by another one, which the next poll then says. For loops that call it at most ten
     * times a second.
     *
     * @param epochNanos now, in ns since the epoch
     * @param waitingForDemand true if it does not poll because nobody asked for frames
     */
    void markActive(long epochNanos, boolean waitingForDemand);

    /**
     * Tells those who look from outside why a named reader does not go on although it could, or that it does again; and the listener, when it
     * changes. A reader without a name leaves no trace, unless it holds the writer up. For loops that call it at most ten times a second.
     *
     * @param reason why, or null when it goes on
     * @param position the first position that is not acknowledged, of no meaning without a reason
     */
    void markPaused(@Nullable PausedReason reason, long position);

    /** Stores the cursor, frees name, locks and mappings. Closing again does nothing. */
    @Override
    void close();
}

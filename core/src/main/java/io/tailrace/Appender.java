package io.tailrace;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.agrona.DirectBuffer;

/**
 * Appends frames to a journal. From {@link Journal#appender(AppenderOptions)}; holds the role of an exclusive
 * journal's one writer, or a slot of a shared one's writers, until closed.
 *
 * <p><b>Threading:</b> one thread at a time.
 *
 * <p>When an append returned, its frame is committed exactly once and every reader sees it; when it threw, it is not there at all. The
 * position of a frame is what append returns; {@code timestamp} is in ns since the epoch, 0 = none; {@code type} is the user's, 0..65535.
 * Without them a frame has type 0 and the time of {@link AppenderOptions#clock}, if one is set.
 *
 * <p>Every append may throw {@link FrameTooLargeException}, {@link NoSpaceException} (nothing was appended; try again when there is
 * space), {@link GateClosedException} (a gating consumer is too far behind, for longer than {@link AppenderOptions#gateTimeout}, or the
 * thread was interrupted while it waited, and still is; nothing was appended, the same call may be tried again), {@link
 * WriterFencedException} (somebody else took over), {@link JournalClosedException}, and {@link IllegalStateException} while a claim or
 * batch is open; in a shared journal {@link WriterLimitException} as well (its slot was lost with its locks, and there is no other).
 *
 * <p>A claim or batch waits where it is taken, and not where it is published. In a shared journal it may wait there too, and throw what an
 * append throws, if it stood open for longer than the {@link JournalOptions#patience} of others: then they passed over it, and it is
 * appended again behind what came meanwhile.
 */
public interface Appender extends AutoCloseable {
    /**
     * Appends an array.
     *
     * @param source the payload; copied
     * @return the frame's position
     */
    long append(byte[] source);

    /**
     * Appends a part of an array.
     *
     * @param source holds the payload; copied
     * @param offset where it begins
     * @param length its bytes
     * @return the frame's position
     */
    long append(byte[] source, int offset, int length);

    /**
     * Appends a part of an array with type and timestamp.
     *
     * @param source holds the payload; copied
     * @param offset where it begins
     * @param length its bytes
     * @param type the user's type
     * @param timestamp ns since the epoch, 0 = none
     * @return the frame's position
     */
    long append(byte[] source, int offset, int length, int type, long timestamp);

    /**
     * Appends what remains in a buffer.
     *
     * @param source holds the payload between its position and limit; copied, its position is left as it is
     * @return the frame's position
     */
    long append(ByteBuffer source);

    /**
     * Appends what remains in a buffer, with type and timestamp.
     *
     * @param source holds the payload between its position and limit; copied, its position is left as it is
     * @param type the user's type
     * @param timestamp ns since the epoch, 0 = none
     * @return the frame's position
     */
    long append(ByteBuffer source, int type, long timestamp);

    /**
     * Appends a part of a buffer.
     *
     * @param source holds the payload; copied
     * @param offset where it begins
     * @param length its bytes
     * @return the frame's position
     */
    long append(DirectBuffer source, int offset, int length);

    /**
     * Appends a part of a buffer with type and timestamp.
     *
     * @param source holds the payload; copied
     * @param offset where it begins
     * @param length its bytes
     * @param type the user's type
     * @param timestamp ns since the epoch, 0 = none
     * @return the frame's position
     */
    long append(DirectBuffer source, int offset, int length, int type, long timestamp);

    /**
     * Takes room for one frame, to be filled in place. Nobody sees it before {@link Claim#commit()}; until then this
     * appender can append nothing else.
     *
     * @param length most payload bytes
     * @return the claim; the same object each time
     */
    Claim claim(int length);

    /**
     * Takes room for several frames that become visible together.
     *
     * @param capacity bytes for all of them, as {@link Batch#extent(int)} counts; at most a quarter of a page
     * @return the batch; the same object each time
     */
    Batch batch(int capacity);

    /**
     * Whether a frame can be appended now without waiting: it fits this page, or the next one is ready, and no gating consumer is too far
     * behind. In a shared journal that is so at this moment: other writers may take the room before, and append waits then.
     *
     * @param length payload bytes
     * @return true if append, or a claim of that length, would not wait
     */
    boolean isReady(int length);

    /**
     * For threads that must not wait: tells when it is worth trying again, because the next page is there and the gate is open.
     * {@link #append} waits for both by itself.
     *
     * @param length payload bytes
     * @return completed when the page is ready and the gate open, or exceptionally when the page could not be made (a later call tries
     *     again) or the journal was deleted; on a thread of this library, where only hand-overs belong
     */
    CompletionStage<Void> whenReady(int length);

    /**
     * Where the next frame will stand, unless a page switch, or in a shared journal another writer, comes first.
     *
     * @return the tail as this writer knows it
     */
    long position();

    /**
     * Tells those who look from outside that this writer is at work. For loops that call it at most ten times a second.
     *
     * @param epochNanos now, in ns since the epoch
     */
    void markActive(long epochNanos);

    /**
     * Aborts an open claim, leaves the writer's role or slot and frees mappings. A page that is being made in the background is given up, which is
     * waited for: about a millisecond, and no file appears or stays behind it. One that is complete stays for the next writer. What
     * {@link #whenReady} gave and is not complete fails with {@link JournalClosedException}. Closing again does nothing.
     */
    @Override
    void close();
}

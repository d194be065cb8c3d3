package io.tailrace;

import io.tailrace.layout.FrameDescriptor;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;

/**
 * Several frames that become visible together, or not at all. A flyweight of its {@link Appender}, for its thread. One that stays open
 * stands in the way of a shared journal's readers as a {@link Claim} does.
 *
 * <pre>{@code
 * try (Batch batch = appender.batch(Batch.extent(8) * 3)) {
 *     batch.add(a, 0, 8, 0, 0);
 *     batch.add(b, 0, 8, 0, 0);
 *     batch.publish();
 * }
 * }</pre>
 */
public interface Batch extends AutoCloseable {
    /**
     * What a frame needs of a batch's capacity.
     *
     * @param length payload bytes
     * @return bytes with header and alignment
     */
    static int extent(int length) {
        return Math.toIntExact(FrameDescriptor.extent(length));
    }

    /**
     * Adds a frame.
     *
     * @param source holds the payload; copied
     * @param offset where it begins
     * @param length its bytes
     * @param type the user's type
     * @param timestamp ns since the epoch, 0 = none
     * @return true if it was added, false if it does not fit any more
     */
    boolean add(byte[] source, int offset, int length, int type, long timestamp);

    /**
     * Adds a frame.
     *
     * @param source holds the payload between its position and limit; copied, its position is left as it is
     * @param type the user's type
     * @param timestamp ns since the epoch, 0 = none
     * @return true if it was added, false if it does not fit any more
     */
    boolean add(ByteBuffer source, int type, long timestamp);

    /**
     * Adds a frame.
     *
     * @param source holds the payload; copied
     * @param offset where it begins
     * @param length its bytes
     * @param type the user's type
     * @param timestamp ns since the epoch, 0 = none
     * @return true if it was added, false if it does not fit any more
     */
    boolean add(DirectBuffer source, int offset, int length, int type, long timestamp);

    /**
     * How many frames were added.
     *
     * @return number of frames
     */
    int size();

    /**
     * Makes all frames visible at once.
     *
     * @return position of the first one
     * @throws IllegalStateException if none was added
     */
    long publish();

    /** Gives the batch up; no reader sees anything of it. */
    void abort();

    /** Aborts, unless published. */
    @Override
    void close();
}

package io.tailrace;

import org.agrona.MutableDirectBuffer;

/**
 * Room for one frame in shared memory, private until committed. A flyweight of its {@link Appender}, for its thread.
 *
 * <p>In a shared journal readers stand before an open claim. One that stays open for longer than their {@link JournalOptions#patience} is
 * passed over; commit then copies it behind what came meanwhile.
 *
 * <pre>{@code
 * try (Claim claim = appender.claim(24)) {
 *     claim.buffer().putLong(0, id);
 *     claim.commit();
 * }
 * }</pre>
 */
public interface Claim extends AutoCloseable {
    /**
     * Where the payload goes: index 0 is its first byte, the capacity is what was claimed.
     *
     * @return bounds-checked buffer; using it after commit or abort is an {@link IllegalStateException}
     */
    MutableDirectBuffer buffer();

    /**
     * Makes the whole claim a frame of type 0 with the time of the appender's clock, if it has one.
     *
     * @return the frame's position
     */
    long commit();

    /**
     * Makes the begin of the claim a frame; the rest is given back, or in a shared journal skipped.
     *
     * @param length payload bytes, at most what was claimed
     * @param type the user's type
     * @param timestamp ns since the epoch, 0 = none
     * @return the frame's position
     */
    long commit(int length, int type, long timestamp);

    /** Gives the claim up; no reader sees anything of it. */
    void abort();

    /** Aborts, unless committed. */
    @Override
    void close();
}

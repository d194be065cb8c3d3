package io.tailrace.samples.feeds;

import io.tailrace.FrameHeader;
import org.agrona.DirectBuffer;

/**
 * What the reader keeps of a frame; decoded in place, the payload is not copied.
 *
 * @param position where it begins
 * @param nextPosition where to go on behind it
 * @param timestamp when it was published, ns since the epoch, 0 = not said
 * @param length bytes of the payload
 * @param made whether it is a made message, with run and sequence
 * @param run which run of the writer
 * @param sequence its number in the run
 */
record Received(long position, long nextPosition, long timestamp, int length, boolean made, long run, long sequence) {

    /** A {@link io.tailrace.FrameDecoder}. */
    static Received decode(DirectBuffer buffer, int offset, int length, FrameHeader header) {
        boolean made = GeneratedMessage.matches(buffer, offset, length);
        return new Received(
                header.position(),
                header.nextPosition(),
                header.timestamp(),
                length,
                made,
                made ? GeneratedMessage.run(buffer, offset) : 0,
                made ? GeneratedMessage.sequence(buffer, offset) : 0);
    }
}

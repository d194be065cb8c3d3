package io.tailrace;

/** What stands before a payload. A flyweight: valid only inside the callback that got it. */
public interface FrameHeader {
    /**
     * Where the frame begins.
     *
     * @return the frame's position
     */
    long position();

    /**
     * Where whatever follows the frame begins: the position to go on at once this one is done.
     *
     * @return the first position behind the frame
     */
    long nextPosition();

    /**
     * What the writer gave as time.
     *
     * @return ns since the epoch, 0 = none
     */
    long timestamp();

    /**
     * What the writer gave as type.
     *
     * @return 0..65535
     */
    int type();

    /**
     * How long the payload is.
     *
     * @return bytes
     */
    int length();
}

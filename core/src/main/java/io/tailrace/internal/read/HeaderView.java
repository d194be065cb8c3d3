package io.tailrace.internal.read;

import io.tailrace.FrameHeader;
import io.tailrace.layout.FrameDescriptor;

/** The header of the frame that is being delivered; aimed anew for each. */
final class HeaderView implements FrameHeader {
    private long position;
    private long word;
    private long timestamp;
    private int extent;

    void aim(long framePosition, long frameWord, long frameTimestamp, int frameExtent) {
        position = framePosition;
        word = frameWord;
        timestamp = frameTimestamp;
        extent = frameExtent;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long nextPosition() {
        return position + extent;
    }

    @Override
    public long timestamp() {
        return timestamp;
    }

    @Override
    public int type() {
        return FrameDescriptor.type(word);
    }

    @Override
    public int length() {
        return (int) word;
    }
}

package io.tailrace.internal.append;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.Claim;
import io.tailrace.internal.buffer.ClaimBuffer;
import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * One frame being filled. Its bytes are private as long as the word before them is not final: 0, at the tail, in an exclusive journal,
 * CLAIMED in a shared one.
 */
final class FrameClaim implements Claim {
    private final PageAppender appender;
    private final ClaimBuffer buffer;
    private int length;
    private int extent;
    private boolean open;

    FrameClaim(PageAppender appender) {
        this.appender = appender;
        this.buffer = new ClaimBuffer(appender::escape);
        buffer.expire();
    }

    Claim open(ByteBuffer bytes, int at, int claimedLength, int claimedExtent) {
        length = claimedLength;
        extent = claimedExtent;
        open = true;
        buffer.aim(bytes, at + PAYLOAD_OFFSET, claimedLength);
        return this;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public long commit() {
        return commit(length, 0, appender.now());
    }

    @Override
    public long commit(int used, int type, long timestamp) {
        requireOpen();
        if (used < 0 || used > length) {
            throw new IllegalArgumentException("committed " + used + " bytes of a claim of " + length);
        }
        if ((type & ~MAX_TYPE) != 0) {
            throw new IllegalArgumentException("type must be 0 to 65535, not " + type);
        }
        forget();
        return appender.commitClaim(extent, used, type, timestamp);
    }

    /** All of it becomes one PAD: bytes that may have been written never change hands. */
    @Override
    public void abort() {
        requireOpen();
        forget();
        appender.abortClaim(extent);
    }

    @Override
    public void close() {
        if (open) {
            abort();
        }
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the claim was committed or aborted already");
        }
    }

    /** Ends the claim without a word for it: the buffer must not outlive the page. */
    void forget() {
        open = false;
        buffer.expire();
    }
}

package io.tailrace.internal.page;

import io.tailrace.internal.buffer.FrameBuffer;
import io.tailrace.internal.memory.Mapping;
import io.tailrace.internal.memory.Words;
import io.tailrace.layout.PageDescriptor;
import java.nio.ByteBuffer;

/**
 * A mapped page, shared by all users of it in this JVM. Its bytes may be used until it is given back to {@link PageCache}.
 */
public final class Page implements FrameBuffer.EscapeListener {
    private static final int TOUCH_STEP = 4096;

    private final long index;
    private final boolean writable;
    private final Mapping mapping;
    private volatile boolean escaped;
    private volatile boolean touched;

    /** Where the loads of {@link #touch} go, so that the compiler does not take them for useless. */
    private volatile long touchSum;

    private boolean unmapped;

    /** Guarded by the cache's monitor. */
    int users;

    Page(long index, boolean writable, Mapping mapping) {
        this.index = index;
        this.writable = writable;
        this.mapping = mapping;
    }

    public long index() {
        return index;
    }

    public ByteBuffer bytes() {
        return mapping.bytes();
    }

    boolean isWritable() {
        return writable;
    }

    /** Pairs with the recycler's raise before it touches the bytes; a reader looks before and after it takes them. */
    public long incarnation() {
        return Words.longAcquire(mapping.bytes(), PageDescriptor.INCARNATION_OFFSET);
    }

    /** The highest timestamp up to this page's END; plain: published by END. */
    public long highestTimestamp() {
        return Words.longPlain(mapping.bytes(), PageDescriptor.HIGHEST_TIMESTAMP_OFFSET);
    }

    public void putHighestTimestamp(long epochNanos) {
        Words.putLongPlain(mapping.bytes(), PageDescriptor.HIGHEST_TIMESTAMP_OFFSET, epochNanos);
    }

    /**
     * Brings all of the page into this process's page tables, so that nobody faults in the path: the largest lever on throughput that was
     * measured. A CAS of 0 to 0 faults for writing and changes nothing, whoever writes meanwhile.
     */
    void touch() {
        if (touched) {
            return;
        }
        touched = true;
        ByteBuffer bytes = mapping.bytes();
        long sum = 0;
        for (int offset = 0; offset < bytes.capacity(); offset += TOUCH_STEP) {
            if (writable) {
                Words.casLong(bytes, offset, 0, 0);
            } else {
                sum += Words.longOpaque(bytes, offset);
            }
        }
        touchSum = sum;
    }

    /** A raw view of the bytes left our control: from now on only the collector may unmap them. */
    @Override
    public void onEscape() {
        escaped = true;
    }

    boolean isUnmapped() {
        return unmapped;
    }

    /** With the cache's monitor held: two who gave the page back at the same time may both come to unmap it. */
    void markUnmapped() {
        unmapped = true;
    }

    void unmap() {
        if (escaped) {
            mapping.unmapWhenUnreachable();
        } else {
            mapping.unmap();
        }
    }
}

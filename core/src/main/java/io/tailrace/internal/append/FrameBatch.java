package io.tailrace.internal.append;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.Batch;
import io.tailrace.internal.memory.Words;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.agrona.DirectBuffer;

/**
 * Several frames in one claim. All but the first have their word already; they are private because no reader gets past the first one,
 * whose word is withheld until all are published.
 *
 * <pre>
 *   the claim                                            its end
 *   | 0 or CLAIMED | payload | word | payload | word | payload | … |
 *     ^ published last: exclusive by release, shared by CAS
 * </pre>
 */
final class FrameBatch implements Batch {
    private final PageAppender appender;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private int begin;
    private int next;
    private int end;
    private int size;
    private long firstWord;
    private boolean open;

    FrameBatch(PageAppender appender) {
        this.appender = appender;
    }

    Batch open(ByteBuffer page, int at, int extent) {
        bytes = page;
        begin = at;
        next = at;
        end = at + extent;
        size = 0;
        open = true;
        return this;
    }

    @Override
    public boolean add(byte[] source, int offset, int length, int type, long timestamp) {
        Objects.checkFromIndexSize(offset, length, source.length);
        if (!fits(length, type)) {
            return false;
        }
        bytes.put(next + PAYLOAD_OFFSET, source, offset, length);
        return added(length, type, timestamp);
    }

    @Override
    public boolean add(ByteBuffer source, int type, long timestamp) {
        int length = source.remaining();
        if (!fits(length, type)) {
            return false;
        }
        bytes.put(next + PAYLOAD_OFFSET, source, source.position(), length);
        return added(length, type, timestamp);
    }

    @Override
    public boolean add(DirectBuffer source, int offset, int length, int type, long timestamp) {
        source.boundsCheck(offset, length);
        if (!fits(length, type)) {
            return false;
        }
        appender.copy(source, offset, next + PAYLOAD_OFFSET, length);
        return added(length, type, timestamp);
    }

    private boolean fits(int length, int type) {
        requireOpen();
        if ((type & ~MAX_TYPE) != 0) {
            throw new IllegalArgumentException("type must be 0 to 65535, not " + type);
        }
        if (length < 0) {
            throw new IllegalArgumentException("length must not be negative: " + length);
        }
        return next + extent(length) <= end;
    }

    private boolean added(int length, int type, long timestamp) {
        Words.putLongPlain(bytes, next + TIMESTAMP_OFFSET, timestamp);
        appender.noteTimestamp(timestamp);
        if (size == 0) {
            firstWord = committed(length, type);
        } else {
            Words.putLongPlain(bytes, next, committed(length, type));
        }
        next += (int) extent(length);
        size++;
        return true;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long publish() {
        requireOpen();
        if (size == 0) {
            throw new IllegalStateException("nothing was added to the batch");
        }
        forget();
        return appender.publishBatch(firstWord, next - begin, end - begin, size);
    }

    /** What was written becomes PAD. */
    @Override
    public void abort() {
        requireOpen();
        forget();
        appender.abortBatch(next - begin, end - begin);
    }

    @Override
    public void close() {
        if (open) {
            abort();
        }
    }

    /** Ends the batch without a word for it. */
    void forget() {
        open = false;
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the batch was published or aborted already");
        }
    }
}

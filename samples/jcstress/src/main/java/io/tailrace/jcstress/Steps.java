package io.tailrace.jcstress;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.internal.memory.Words;
import io.tailrace.layout.FrameDescriptor;
import java.nio.ByteBuffer;

/**
 * What a shared writer, a healer and a reader do to the bytes of a page between two decisions: the same accesses in the same order as in
 * core, without what they need an open journal for.
 */
public final class Steps {
    /** Of every slot that claims. */
    public static final long GENERATION = 1;

    /** Payload of a frame. */
    public static final int LENGTH = 16;

    /** Bytes that such a frame occupies. */
    public static final int EXTENT = HEADER_LENGTH + LENGTH;

    /** What stands in every payload and timestamp: neither 0 nor a word. */
    static final byte MARK = 0x55;

    private static final long MARKS = 0x5555_5555_5555_5555L;
    private static final byte[] PAYLOAD = {
        MARK, MARK, MARK, MARK, MARK, MARK, MARK, MARK, MARK, MARK, MARK, MARK, MARK, MARK, MARK, MARK
    };

    private Steps() {}

    /** The word of a claim. */
    public static long claimed(int length, int slot) {
        return FrameDescriptor.claimed(length, slot, GENERATION, false);
    }

    public static boolean isClaimed(long word) {
        return state(word) == CLAIMED;
    }

    /** Takes room. The fence: on ARM a plain store behind a CAS may become visible before it. */
    public static boolean claim(ByteBuffer page, int at, long claimed) {
        boolean won = Words.casLong(page, at, FREE, claimed);
        if (won) {
            Words.storeStoreFence();
        }
        return won;
    }

    /** Timestamp and payload, plain. */
    public static void fill(ByteBuffer page, int at) {
        page.put(at + PAYLOAD_OFFSET, PAYLOAD, 0, LENGTH);
        Words.putLongPlain(page, at + TIMESTAMP_OFFSET, MARKS);
    }

    public static boolean isWhole(ByteBuffer page, int at) {
        return Words.longPlain(page, at + TIMESTAMP_OFFSET) == MARKS
                && page.getLong(at + PAYLOAD_OFFSET) == MARKS
                && page.getLong(at + PAYLOAD_OFFSET + Long.BYTES) == MARKS;
    }

    /** Publishes what was claimed, or finds it sealed. */
    public static boolean commit(ByteBuffer page, int at, long claimed) {
        return Words.casLong(page, at, claimed, committed(LENGTH, 0));
    }

    /** Seals a claim: all of it becomes one PAD, whatever the owner wrote there. */
    public static boolean seal(ByteBuffer page, int at, long claimed) {
        return Words.casLong(page, at, claimed, pad((int) extent(length(claimed))));
    }

    /** Where the next word is. */
    public static int behind(int at, long word) {
        return at + (int) extent(length(word));
    }

    /** A shared writer's walk to the first place that it wins; the place, or -1 - the place of an END that it met. */
    public static int claimFirst(ByteBuffer page, long claimed) {
        int at = 0;
        while (true) {
            long word = Words.longAcquire(page, at);
            if (state(word) == END) {
                return -1 - at;
            }
            if (word != FREE) {
                at = behind(at, word);
            } else if (claim(page, at, claimed)) {
                return at;
            }
        }
    }
}

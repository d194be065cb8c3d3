package io.tailrace.jcstress;

import io.tailrace.internal.memory.Words;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Zeroed pieces of direct memory, for there are millions of states. A piece is used again after {@value #PIECES} others: more than
 * jcstress keeps at a time ({@link Main} says how many).
 */
public final class Ring {
    static final int PIECES = 1 << 13;

    private static final int LINE = 64;

    private final ByteBuffer bytes;
    private final int pieceLength;
    private final AtomicInteger next = new AtomicInteger();

    /** @param length of a piece; each begins on a cache line of its own */
    public Ring(int length) {
        this.pieceLength = length + LINE - 1 & -LINE;
        this.bytes = ByteBuffer.allocateDirect(PIECES * pieceLength + LINE).alignedSlice(LINE);
    }

    /** What it is published by is jcstress' own synchronization, as the file system's is in the journal. */
    public ByteBuffer next() {
        ByteBuffer piece = bytes.slice((next.getAndIncrement() & PIECES - 1) * pieceLength, pieceLength);
        for (int at = 0; at < pieceLength; at += Long.BYTES) {
            Words.putLongPlain(piece, at, 0);
        }
        return piece;
    }
}

package io.tailrace.check;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.agrona.collections.Long2LongHashMap;

/**
 * What stands where in one journal, as all who append and read it say: there is one frame at a position, and a frame is at one position,
 * for everybody and for ever. Any thread.
 */
public final class Positions {
    private static final long UNKNOWN = -1;

    private static final int FIRST_ROOM = 1 << 10;

    /** For each writer the positions of its sequences, plus 1. */
    private final Map<Integer, long[]> bySequence = new HashMap<>();

    /** Which frame is at a position; both numbers in one. */
    private final Long2LongHashMap atPosition = new Long2LongHashMap(UNKNOWN);

    /**
     * Notes a frame that was appended or read.
     *
     * @return false if another one was seen at its position, or it elsewhere
     */
    public synchronized boolean note(Stamp stamp) {
        long frame = (long) stamp.writer() << 40 | stamp.sequence();
        long before = atPosition.putIfAbsent(stamp.position(), frame);
        long elsewhere = of(stamp.writer(), stamp.sequence());
        if (elsewhere == UNKNOWN) {
            store(stamp);
        }
        return (before == UNKNOWN || before == frame) && (elsewhere == UNKNOWN || elsewhere == stamp.position());
    }

    private void store(Stamp stamp) {
        int at = Math.toIntExact(stamp.sequence());
        long[] positions = bySequence.getOrDefault(stamp.writer(), new long[FIRST_ROOM]);
        if (at >= positions.length) {
            positions = Arrays.copyOf(positions, Math.max(at + 1, 2 * positions.length));
        }
        positions[at] = stamp.position() + 1;
        bySequence.put(stamp.writer(), positions);
    }

    /** Where a frame is, -1 if nobody said. */
    public synchronized long of(int writer, long sequence) {
        long[] positions = bySequence.get(writer);
        return positions == null || sequence >= positions.length ? UNKNOWN : positions[(int) sequence] - 1;
    }
}

package io.tailrace.stress;

import io.tailrace.FrameHeader;
import io.tailrace.check.Board;
import io.tailrace.check.Payloads;
import io.tailrace.check.Stamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** What is in a copy of the journal, against what its writers had said by then. For one thread. */
final class CopyCheck {
    /** Who appends to the copy. */
    static final int RECOVERER = WriterBoard.MOST;

    private static final long NEVER = -1;

    private final WriterBoard writers;
    private final Atlas atlas;
    private final long[] next;
    private final List<Long> appended = new ArrayList<>();
    private final Payloads payloads = new Payloads();
    private long start;

    CopyCheck(Path writers, Atlas atlas, int numbers) {
        this.writers = new WriterBoard(Board.open(writers, WriterBoard.NUMBERS));
        this.atlas = atlas;
        this.next = new long[numbers];
        java.util.Arrays.fill(next, NEVER);
    }

    /** The first position that was kept. */
    void begin(long position) {
        start = position;
    }

    void take(DirectBuffer buffer, int offset, int length, FrameHeader header) {
        Stamp stamp = payloads.stamp(buffer, offset, length, header.position());
        if (stamp.writer() == RECOVERER) {
            require(stamp.sequence() == appended.size(), stamp, "is not the next that was appended");
            appended.add(stamp.position());
            return;
        }
        require(stamp.writer() >= 0 && stamp.writer() < next.length, stamp, "is torn");
        require(header.type() == ReadCheck.type(stamp.sequence()), stamp, "has another's type");
        require(appended.isEmpty(), stamp, "came behind what was appended to the copy");
        require(stamp.sequence() < writers.attempted(stamp.writer()), stamp, "was never attempted");
        require(atlas.look(stamp, length) != Atlas.Answer.OTHER, stamp, "is elsewhere in the original");
        long due = next[stamp.writer()];
        require(due == NEVER || due == stamp.sequence(), stamp, "came instead of sequence " + due);
        next[stamp.writer()] = stamp.sequence() + 1;
    }

    /** Everything was read. */
    void requireComplete(List<Long> positions) {
        if (!appended.equals(positions)) {
            throw new AssertionError("appended at " + positions + ", read at " + appended);
        }
        for (int writer = 0; writer < next.length; writer++) {
            long acknowledged = writers.acknowledged(writer);
            boolean kept = acknowledged > 0 && writers.position(writer) >= start;
            long got = next[writer];
            boolean whole = got == acknowledged || got == writers.attempted(writer);
            if (kept && !whole || got != NEVER && !whole) {
                throw new AssertionError("writer " + writer + ": acknowledged " + acknowledged + ", attempted "
                        + writers.attempted(writer) + ", in the copy up to " + got + "; last at "
                        + writers.position(writer) + ", kept from " + start);
            }
        }
    }

    private static void require(boolean holds, Stamp stamp, String what) {
        if (!holds) {
            throw new AssertionError(stamp + " " + what);
        }
    }
}

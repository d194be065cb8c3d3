package io.tailrace.it;

import io.tailrace.FrameHeader;
import io.tailrace.GapException;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.check.Board;
import io.tailrace.check.Orphan;
import io.tailrace.check.Payloads;
import io.tailrace.layout.Positions;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;

/**
 * A reader that holds nothing: at full speed, with a rest now and then, so that it is cut off. Checks each frame and each gap: a gap begins
 * exactly where the next frame would have been and ends where reading goes on, and no frame is missing without one.
 *
 * <p>Arguments: journal, board, seed. Ends when told to.
 */
public final class GapMain {
    static final int FRAMES = 0;

    static final int GAPS = 1;

    /** Frames that are broken, doubled or missing without a gap, and gaps that are not exact. */
    static final int WRONG = 2;

    static final int OPENED = 3;

    /** Set by the parent: 1 to end. */
    static final int STOP = 4;

    private final Board board;
    private final int pageBits;
    private final Payloads payloads = new Payloads();
    private long next;
    private long last;
    private boolean begun;

    private GapMain(Board board, int pageBits, long position) {
        this.board = board;
        this.pageBits = pageBits;
        this.next = position;
    }

    public static void main(String[] arguments) {
        Orphan.endsWithItsParent();
        Board board = Board.open(Path.of(arguments[1]));
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[2]));
        try (Journal journal = Journal.open(Path.of(arguments[0]));
                Reader reader = journal.reader()) {
            int pageBits = Integer.numberOfTrailingZeros(journal.pageSize());
            GapMain main = new GapMain(board, pageBits, reader.position());
            board.set(OPENED, 1);
            while (board.get(STOP) == 0) {
                main.poll(reader);
                LockSupport.parkNanos(random.nextInt(100) == 0 ? random.nextInt(20_000_000) : 1);
            }
        }
    }

    private void poll(Reader reader) {
        try {
            reader.poll(this::take, 1 + 64);
        } catch (GapException e) {
            raise(GAPS);
            boolean exact = (e.from() == next || e.from() == firstOfNextPage())
                    && e.to() > e.from()
                    && e.to() == reader.position();
            if (!exact) {
                raise(WRONG);
            }
            next = e.to();
            begun = false;
        }
    }

    private void take(DirectBuffer buffer, int offset, int length, FrameHeader header) {
        long sequence = payloads.check(buffer, offset, length);
        boolean inOrder = begun ? sequence == last + 1 : sequence > last;
        // Padding may lie between.
        if (!inOrder || header.position() < next) {
            raise(WRONG);
        }
        last = sequence;
        next = header.nextPosition();
        begun = true;
        raise(FRAMES);
    }

    private long firstOfNextPage() {
        return Positions.firstFrame(Positions.pageIndex(next, pageBits) + 1, pageBits);
    }

    private void raise(int field) {
        board.set(field, board.get(field) + 1);
    }
}

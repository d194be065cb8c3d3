package io.tailrace.it;

import io.tailrace.Appender;
import io.tailrace.Batch;
import io.tailrace.Claim;
import io.tailrace.Journal;
import io.tailrace.check.Board;
import io.tailrace.check.Orphan;
import io.tailrace.check.Payloads;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.PageDescriptor;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A writer that appends payloads of random lengths in all ways there are, and says on its board what it attempts, what is acknowledged,
 * and whether it is inside the appender. Type and timestamp of a frame follow from its sequence.
 *
 * <p>Arguments: journal, board, seed, first sequence. Ends when told to stop, or before the position it was limited to; it waits there.
 */
public final class FeedMain {
    /** Highest sequence handed to the appender: stored before. */
    static final int ATTEMPTED = 0;

    /** Highest sequence that the appender said was appended: stored after. */
    static final int ACKNOWLEDGED = 1;

    /** The appender's position. */
    static final int POSITION = 2;

    /** Odd while inside the appender. */
    static final int INSIDE = 3;

    /** Ordinal of the {@link Operation} that was begun last. */
    static final int OPERATION = 4;

    /** 1 once the writer's role is taken. */
    static final int OPENED = 5;

    /** Set by the parent: where not to write beyond; 0: nothing yet. */
    static final int LIMIT = 6;

    /** Set by the parent: 1 to end. */
    static final int STOP = 7;

    /** Set by the parent: ordinal of the {@link Operation} to do nothing but, counted from 1; 0: all of them, at random. */
    static final int ONLY = 8;

    private static final int BATCH = 5;

    /** For each {@link Operation} a throw that leads to it; long payloads where there is a choice. */
    private static final int[] DICE = {0, 60, 75, 94};

    private final Board board;
    private final Appender appender;
    private final Payloads payloads;
    private final SplittableRandom random;
    private final int pageSize;
    private final int longest;
    private long sequence;

    private FeedMain(Board board, Journal journal, Appender appender, long seed, long first) {
        this.board = board;
        this.appender = appender;
        this.pageSize = journal.pageSize();
        this.longest = journal.maxPayloadLength();
        this.payloads = new Payloads();
        this.random = new SplittableRandom(seed);
        this.sequence = first;
    }

    public static void main(String[] arguments) {
        Orphan.endsWithItsParent();
        Board board = Board.open(Path.of(arguments[1]));
        long first = Long.parseLong(arguments[3]);
        board.set(ATTEMPTED, first - 1);
        board.set(ACKNOWLEDGED, first - 1);
        try (Journal journal = Journal.open(Path.of(arguments[0]));
                Appender appender = journal.appender()) {
            board.set(POSITION, appender.position());
            board.set(OPENED, 1);
            new FeedMain(board, journal, appender, Long.parseLong(arguments[2]), first).run();
        }
    }

    private void run() {
        while (board.get(STOP) == 0) {
            if (appender.position() >= board.get(LIMIT)) {
                LockSupport.parkNanos(20_000);
            } else {
                int only = (int) board.get(ONLY) - 1;
                operate(only < 0 ? random.nextInt(100) : DICE[only]);
            }
        }
    }

    private void operate(int dice) {
        if (dice < 60) {
            append(length(2_000));
        } else if (dice < 64) {
            append(length(longest));
        } else if (dice < 76) {
            claim(length(dice < 70 ? 2_000 : longest), dice % 4 == 0);
        } else {
            batch(length(dice < 94 ? 1_000 : longest / BATCH - 2 * FrameDescriptor.HEADER_LENGTH));
        }
    }

    private int length(int bound) {
        return random.nextInt(Payloads.MIN_LENGTH, bound + 1);
    }

    private void append(int length) {
        byte[] payload = payloads.make(sequence, length);
        enter(length > Operation.LONG ? Operation.COPY : Operation.APPEND, FrameDescriptor.extent(length), 1);
        appender.append(payload, 0, length, type(sequence), sequence);
        leave(1);
    }

    private void claim(int length, boolean abort) {
        byte[] payload = payloads.make(sequence, length);
        enter(Operation.CLAIM, FrameDescriptor.extent(length), abort ? 0 : 1);
        try (Claim claim = appender.claim(length)) {
            int step = length / 16 + 1;
            for (int at = 0; at < length; at += step) {
                claim.buffer().putBytes(at, payload, at, Math.min(step, length - at));
            }
            if (!abort) {
                claim.commit(length, type(sequence), sequence);
            }
        }
        leave(abort ? 0 : 1);
    }

    private void batch(int length) {
        int capacity = BATCH * Batch.extent(length);
        enter(Operation.BATCH, capacity, BATCH);
        try (Batch batch = appender.batch(capacity)) {
            for (int i = 0; i < BATCH; i++) {
                byte[] payload = payloads.make(sequence + i, length);
                if (!batch.add(payload, 0, length, type(sequence + i), sequence + i)) {
                    throw new AssertionError("a batch of " + capacity + " has no room for frame " + i);
                }
            }
            batch.publish();
        }
        leave(BATCH);
    }

    private void enter(Operation operation, long extent, int frames) {
        boolean fits = (appender.position() & pageSize - 1) + extent <= pageSize - PageDescriptor.TRAILER_LENGTH;
        board.set(OPERATION, (fits ? operation : Operation.SWITCH).ordinal());
        board.set(ATTEMPTED, sequence + frames - 1);
        board.set(INSIDE, board.get(INSIDE) + 1);
    }

    private void leave(int frames) {
        sequence += frames;
        board.set(ACKNOWLEDGED, sequence - 1);
        board.set(INSIDE, board.get(INSIDE) + 1);
        board.set(POSITION, appender.position());
    }

    /** The type that goes with a sequence. */
    static int type(long sequence) {
        return (int) (sequence * 31 & FrameDescriptor.MAX_TYPE);
    }
}

package io.tailrace.it;

import io.tailrace.DeliveryMode;
import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.check.Board;
import io.tailrace.check.Orphan;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Reads as one consumer until it is killed, and says on a board what it does to each frame; a frame's timestamp is its number. Arguments:
 * journal, board, delivery, seed.
 */
final class DeliveryMain {
    /** Frames that were handed to a handler in this life. */
    static final int HANDED = 0;

    /** Number of the frame that was committed last, and of the one whose commit was begun last. */
    static final int COMMITTED = 1;

    static final int COMMITTING = 2;

    /** Set when a frame came first in this life. */
    static final int FIRST = 3;

    /** What happened to frame n stands at {@code FRAMES + n}. */
    static final int FRAMES = 8;

    static final long BEGUN = 1;
    static final long ENDED = 2;
    static final long TWICE = 3;

    private final Board board;
    private final SplittableRandom random;

    private DeliveryMain(Board board, long seed) {
        this.board = board;
        this.random = new SplittableRandom(seed);
    }

    public static void main(String[] arguments) {
        Orphan.endsWithItsParent();
        DeliveryMain main = new DeliveryMain(Board.open(Path.of(arguments[1])), Long.parseLong(arguments[3]));
        DeliveryMode delivery = DeliveryMode.valueOf(arguments[2]);
        ReaderOptions options = ReaderOptions.defaults().consumer("risk").delivery(delivery);
        try (Journal journal = Journal.open(Path.of(arguments[0]));
                Reader reader = journal.reader(options)) {
            while (true) {
                if (delivery == DeliveryMode.MANUAL) {
                    main.readAndCommit(reader);
                } else {
                    reader.poll(
                            (buffer, offset, length, header) -> main.handle(header.timestamp()),
                            1 + main.random.nextInt(20));
                }
            }
        }
    }

    private void handle(long number) {
        int field = FRAMES + (int) number;
        if (board.get(field) != 0) {
            board.set(field, TWICE);
            return;
        }
        board.set(field, BEGUN);
        board.set(HANDED, board.get(HANDED) + 1);
        work();
        board.set(field, ENDED);
    }

    /** Commits some of what it got, in no order. */
    private void readAndCommit(Reader reader) {
        int limit = 1 + random.nextInt(6);
        long[] numbers = new long[limit];
        long[] next = new long[limit];
        int[] count = new int[1];
        reader.poll(
                (buffer, offset, length, header) -> {
                    if (board.get(FIRST) == 0) {
                        board.set(FIRST, header.timestamp());
                    }
                    numbers[count[0]] = header.timestamp();
                    next[count[0]++] = header.nextPosition();
                    board.set(HANDED, board.get(HANDED) + 1);
                },
                limit);
        for (int i = 0; i < count[0]; i++) {
            int chosen = random.nextInt(count[0]);
            board.set(COMMITTING, Math.max(board.get(COMMITTED), numbers[chosen]));
            work();
            reader.commit(next[chosen]);
            board.set(COMMITTED, board.get(COMMITTING));
        }
    }

    private void work() {
        for (int i = random.nextInt(2_000); i > 0; i--) {
            Thread.onSpinWait();
        }
    }
}

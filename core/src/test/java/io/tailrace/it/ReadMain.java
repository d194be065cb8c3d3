package io.tailrace.it;

import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.check.Board;
import io.tailrace.check.Orphan;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A reader that checks every frame and says on its board what it got.
 *
 * <p>Arguments: journal, board, frames a poll, consumer or {@code -}, {@code earliest} or a position to start at. Ends when told to, or
 * once it got the frame it was told to end with.
 */
public final class ReadMain {
    /** 1 once it reads. */
    static final int OPENED = 20;

    /** Odd while inside a poll. */
    static final int INSIDE = 21;

    /** Frames that the poll it is in has delivered so far. */
    static final int IN_POLL = 22;

    /** Last sequence of the last poll that returned; its first ever is 0. */
    static final int POLLED = 23;

    /** The reader's position after the last poll. */
    static final int POSITION = 24;

    /** Set by the parent: where to stand until it says another; 0: nowhere. */
    static final int HOLD = 25;

    /** Set by the parent: the sequence to end with; 0: none. */
    static final int LAST = 26;

    private ReadMain() {}

    public static void main(String[] arguments) {
        Orphan.endsWithItsParent();
        Board board = Board.open(Path.of(arguments[1]));
        int limit = Integer.parseInt(arguments[2]);
        ReaderOptions options = ReaderOptions.defaults();
        if (!arguments[3].equals("-")) {
            options = options.consumer(arguments[3]);
        }
        if (!arguments[4].equals("earliest")) {
            options = options.start(Start.position(Long.parseLong(arguments[4])));
        }
        try (Journal journal = Journal.open(Path.of(arguments[0]));
                Reader reader = journal.reader(options)) {
            read(board, new Delivery(board), reader, limit);
        }
    }

    private static void read(Board board, Delivery delivery, Reader reader, int limit) {
        board.set(POSITION, reader.position());
        board.set(OPENED, 1);
        while (board.get(LAST) == 0 || board.get(Delivery.LAST) < board.get(LAST)) {
            if (board.get(HOLD) == reader.position()) {
                LockSupport.parkNanos(20_000);
                continue;
            }
            long hold = board.get(HOLD);
            board.set(IN_POLL, 0);
            board.set(INSIDE, board.get(INSIDE) + 1);
            int polled = reader.poll(
                    (buffer, offset, length, header) -> {
                        delivery.take(buffer, offset, length, header);
                        return header.nextPosition();
                    },
                    next -> {
                        board.set(IN_POLL, board.get(IN_POLL) + 1);
                        return next != hold;
                    },
                    limit);
            board.set(INSIDE, board.get(INSIDE) + 1);
            if (polled > 0) {
                board.set(POLLED, board.get(Delivery.LAST));
            } else {
                // On two cores a spinning reader takes the time of those who make the next page.
                LockSupport.parkNanos(20_000);
            }
            board.set(POSITION, reader.position());
        }
    }
}

package io.tailrace.it;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.check.Board;
import io.tailrace.check.Orphan;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * One of many that open or create the same journal at once, again and again.
 *
 * <p>Arguments: directory of the journals, board, number of this one. Goes until it is killed.
 */
public final class CreateMain {
    /** Set by the parent: the round to go for. */
    static final int ROUND = 0;

    /** First of this one's fields, by its number: round done, both halves of the identity, odd while it opens. */
    static final int FIRST = 8;

    static final int DONE = 0;
    static final int HIGH = 1;
    static final int LOW = 2;
    static final int INSIDE = 3;

    private CreateMain() {}

    static int field(int number, int field) {
        return FIRST + number * 8 + field;
    }

    static Path path(Path directory, long round) {
        return directory.resolve("journal-" + round);
    }

    public static void main(String[] arguments) {
        Orphan.endsWithItsParent();
        Path directory = Path.of(arguments[0]);
        Board board = Board.open(Path.of(arguments[1]));
        int number = Integer.parseInt(arguments[2]);
        JournalOptions options = JournalOptions.defaults().pageSize(1 << 16);
        long done = board.get(ROUND);
        board.set(field(number, INSIDE), 0);
        board.set(field(number, DONE), done);
        System.out.println("ready");
        while (true) {
            long round = board.get(ROUND);
            if (round == done) {
                LockSupport.parkNanos(10_000);
                continue;
            }
            board.set(field(number, INSIDE), 1);
            try (Journal journal = Journal.openOrCreate(path(directory, round), options)) {
                board.set(field(number, INSIDE), 2);
                board.set(field(number, HIGH), journal.uuid().getMostSignificantBits());
                board.set(field(number, LOW), journal.uuid().getLeastSignificantBits());
            }
            done = round;
            board.set(field(number, DONE), done);
        }
    }
}

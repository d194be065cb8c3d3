package io.tailrace.it;

import io.tailrace.Journal;
import io.tailrace.Pruned;
import io.tailrace.check.Board;
import io.tailrace.check.Orphan;
import java.nio.file.Path;

/**
 * Removes pages as fast as it can, and says on its board how many.
 *
 * <p>Arguments: journal, board. Ends when told to.
 */
public final class PruneMain {
    /** Pages that this process removed. */
    static final int REMOVED = 0;

    /** 1 once it has begun. */
    static final int OPENED = 1;

    /** Set by the parent: 1 to begin. */
    static final int GO = 2;

    /** Set by the parent: 1 to end. */
    static final int STOP = 3;

    private PruneMain() {}

    public static void main(String[] arguments) {
        Orphan.endsWithItsParent();
        Board board = Board.open(Path.of(arguments[1]));
        try (Journal journal = Journal.open(Path.of(arguments[0]))) {
            journal.prune(true);
            board.set(OPENED, 1);
            while (board.get(GO) == 0) {
                Thread.onSpinWait();
            }
            while (board.get(STOP) == 0) {
                Pruned pruned = journal.prune();
                board.set(REMOVED, board.get(REMOVED) + pruned.pages().size());
            }
        }
    }
}

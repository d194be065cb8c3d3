package io.tailrace.stress;

import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Until;
import java.util.List;

/** When all have ended: each gating reader got all that was acknowledged, and of what was in doubt all or nothing; the same for all. */
final class Verdict {
    private final Cast cast;

    Verdict(Cast cast) {
        this.cast = cast;
    }

    /** @param journal open for reading */
    void require(Journal journal) {
        for (int index = 0; index < cast.readers(); index++) {
            if (ReaderKind.of(index).isComplete()) {
                requireComplete(index);
            }
        }
        JournalException fault = journal.verify().fault();
        if (fault != null) {
            throw new AssertionError("verify finds a fault at the end", fault);
        }
        readAll(journal);
    }

    private void requireComplete(int index) {
        WriterBoard writers = cast.writers();
        for (int writer = 0; writer < cast.round().numbers(); writer++) {
            long got = cast.reader(index).next(writer);
            if (got != writers.acknowledged(writer) && got != writers.attempted(writer)) {
                throw new AssertionError(ReaderKind.name(index) + " got " + got + " frames of writer " + writer
                        + ", which attempted " + writers.attempted(writer) + " and was told of "
                        + writers.acknowledged(writer));
            }
        }
    }

    /** What is kept, once more, by one that comes late. */
    private void readAll(Journal journal) {
        ReaderBoard board = cast.places().reader("late");
        try (Reader reader = journal.reader(ReaderOptions.defaults().until(Until.tail()))) {
            ReadCheck check = new ReadCheck(board, cast.places().atlas(), reader.position(), false, 0);
            while (!reader.isDone()) {
                reader.poll(check::take, 1_000);
            }
        }
        List<Integer> gates = java.util.stream.IntStream.range(0, cast.readers())
                .filter(index -> ReaderKind.of(index).isComplete())
                .boxed()
                .toList();
        for (int index : gates) {
            if (cast.reader(index).end() != board.end()) {
                throw new AssertionError(ReaderKind.name(index) + " ended at "
                        + cast.reader(index).end() + ", one that came late at " + board.end());
            }
        }
    }
}

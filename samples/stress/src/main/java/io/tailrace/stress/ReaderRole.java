package io.tailrace.stress;

import io.tailrace.GapException;
import io.tailrace.Journal;
import io.tailrace.Reader;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Reads and checks until the round has ended and nothing is left to read. */
final class ReaderRole implements Runnable {
    /** Frames of a poll: so many may come again after a kill. */
    private static final int MOST_IN_A_POLL = 32;

    private static final long PAUSE_NANOS = 50_000;

    private final Setting setting;
    private final Journal journal;
    private final int index;
    private final SplittableRandom random;

    ReaderRole(Setting setting, Journal journal, int index, long seed) {
        this.setting = setting;
        this.journal = journal;
        this.index = index;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void run() {
        while (!read()) {
            // A step threw: the same name again, which a reader in this process must be able to take.
            continue;
        }
        setting.end();
    }

    private boolean read() {
        ReaderKind kind = ReaderKind.of(index);
        ReaderBoard board = setting.places().reader(ReaderKind.name(index));
        try (Reader reader = journal.reader(kind.options(ReaderKind.name(index)))) {
            if (kind.isNamed()) {
                board.recover();
            } else {
                board.forget();
            }
            long start = reader.position();
            ReadCheck check = new ReadCheck(board, setting.atlas(), start, kind.isComplete(), MOST_IN_A_POLL);
            board.leavePoll(start);
            setting.ready();
            // Seen before the last poll: what was appended by then is there.
            boolean stopped = false;
            while (poll(reader, check, board) > 0 || !stopped) {
                stopped = setting.round().isOver();
            }
            return true;
        } catch (RuntimeException e) {
            InjectedStepFault.requireIn(e);
            return false;
        }
    }

    private int poll(Reader reader, ReadCheck check, ReaderBoard board) {
        board.enterPoll();
        try {
            int polled = reader.poll(
                    (buffer, offset, length, header) -> {
                        check.take(buffer, offset, length, header);
                        board.delivered();
                    },
                    random.nextInt(1, MOST_IN_A_POLL + 1));
            if (polled == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return polled;
        } catch (GapException e) {
            check.gap(e.from(), e.to());
            return 1;
        } finally {
            board.leavePoll(reader.position());
        }
    }
}

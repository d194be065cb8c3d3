package io.tailrace.stress;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.GateClosedException;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.NoSpaceException;
import io.tailrace.WriterActiveException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that appends in all ways there are until it is told to stop. It takes its role again and again: in an exclusive journal
 * several of these wait for each other.
 */
final class WriterRole implements Runnable {
    private static final AppenderOptions OPTIONS =
            AppenderOptions.defaults().gateTimeout(Duration.ofMillis(50)).takeoverTimeout(Duration.ofMillis(100));

    private static final int CALLS_IN_A_ROLE = 4_000;
    private static final long PAUSE_NANOS = 200_000;

    private final Setting setting;
    private final Journal journal;
    private final SplittableRandom random;
    private int number;

    WriterRole(Setting setting, Journal journal, long seed) {
        this.setting = setting;
        this.journal = journal;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void run() {
        renumber();
        while (!setting.round().isStopped()) {
            try {
                takeRole();
            } catch (RuntimeException e) {
                InjectedStepFault.requireIn(e);
                // Whether the frame is there, nobody says.
                renumber();
            }
        }
        setting.end();
    }

    private void renumber() {
        number = setting.round().nextNumber();
        setting.writers().begin(number, setting.member());
    }

    private void takeRole() {
        WriterBoard board = setting.writers();
        board.enter(number, Operation.OPEN, 0);
        try (Appender appender = journal.appender(OPTIONS)) {
            board.leave(number);
            setting.ready();
            append(new Calls(appender, journal, setting, number, random));
            board.enter(number, Operation.OPEN, 0);
        } catch (NoSpaceException e) {
            board.refuse(number);
            LockSupport.parkNanos(PAUSE_NANOS);
        } catch (WriterActiveException e) {
            setting.ready();
            LockSupport.parkNanos(PAUSE_NANOS);
        } finally {
            board.leave(number);
        }
    }

    private void append(Calls calls) {
        int left = random.nextInt(1, CALLS_IN_A_ROLE);
        while (left-- > 0 && !setting.round().isStopped()) {
            try {
                calls.call();
            } catch (NoSpaceException e) {
                setting.writers().refuse(number);
                calls.refused();
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (GateClosedException e) {
                calls.refused();
            } catch (JournalException e) {
                if (!setting.hasLostLocks()) {
                    throw e;
                }
                calls.refused();
                // It was told so, and nothing was appended: it takes its role anew.
                return;
            }
            if (random.nextInt(4) == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}

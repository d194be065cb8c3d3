package io.tailrace.internal.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.ConsumerActiveException;
import io.tailrace.Frames;
import io.tailrace.Journal;
import io.tailrace.JournalInUseException;
import io.tailrace.JournalMode;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Repair;
import io.tailrace.RepairOptions;
import io.tailrace.TestJournals;
import io.tailrace.WriterActiveException;
import io.tailrace.WriterLimitException;
import io.tailrace.check.ChildProcess;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that repairs keeps everybody else out, is named, and may be killed: the next repair finishes what it began. */
class RepairKillIT {
    private static final int EXTENT = 4016;
    private static final int FRAMES = 40;
    private static final int LEFT = 20;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private long tail;

    @ParameterizedTest
    @EnumSource
    void killedAtSomeSteps(JournalMode mode) {
        fill(mode);
        long seed = System.nanoTime();
        System.out.println("RepairKillIT: seed " + seed);
        Random random = new Random(seed);
        RawFile.putLong(journals.page(1), 64 + (LEFT - 16) * EXTENT, -1);
        int steps = Journal.repair(journals.path(), RepairOptions.defaults().dryRun(true))
                .steps()
                .size();
        int done = 0;
        for (int kill = 0; kill < 3; kill++) {
            done += random.nextInt(steps / 3) + 1;
            try (ChildProcess repairing = ChildProcess.start(RepairMain.class, journals.path())) {
                for (int i = 0; i < done; i++) {
                    repairing.expect("step");
                    if (i == 0) {
                        requireAlone(repairing, mode);
                    }
                    repairing.tell("go");
                }
                // Wherever it is by now.
                repairing.killAndWait();
            }
        }
        requireMended();
    }

    private void requireAlone(ChildProcess repairing, JournalMode mode) {
        JournalInUseException used = assertThrows(JournalInUseException.class, () -> Journal.repair(journals.path()));
        assertTrue(used.getMessage().contains("process " + repairing.pid()), used.getMessage());
        try (Journal journal = Journal.open(journals.path())) {
            Class<? extends RuntimeException> refused =
                    mode == JournalMode.SHARED ? WriterLimitException.class : WriterActiveException.class;
            assertThrows(refused, () -> journal.appender().close());
            ReaderOptions named = ReaderOptions.defaults().consumer("c");
            RuntimeException e = assertThrows(
                    RuntimeException.class, () -> journal.reader(named).close());
            assertTrue(e instanceof ConsumerActiveException || e instanceof JournalInUseException, e.toString());
        }
        journals.awaitReleased();
    }

    private void fill(JournalMode mode) {
        try (Journal journal = Journal.openOrCreate(
                        journals.path(), TestJournals.small().mode(mode));
                Appender appender = journal.appender();
                Reader reader = journal.reader(ReaderOptions.defaults().consumer("c"))) {
            for (int i = 0; i < FRAMES; i++) {
                appender.append(new byte[4000]);
            }
            tail = appender.position();
            assertEquals(FRAMES, reader.poll((buffer, offset, length, header) -> {}, FRAMES));
        }
        journals.awaitReleased();
    }

    private void requireMended() {
        Repair[] repair = new Repair[1];
        // The kernel frees the locks of the dead a little later.
        Await.until("the last one's locks are free", () -> {
            try {
                repair[0] = Journal.repair(journals.path());
                return true;
            } catch (JournalInUseException e) {
                return false;
            }
        });
        Journal journal = journals.open();
        assertNull(journal.verify().fault(), repair[0].toString());
        try (Appender appender = journal.appender()) {
            assertTrue(appender.append(Frames.bytes("more")) >= tail, "no position twice");
        }
        assertNull(journal.verify().fault());
        assertEquals(LEFT + 1, journal.verify().frames());
    }
}

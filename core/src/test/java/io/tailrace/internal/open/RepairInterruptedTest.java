package io.tailrace.internal.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.CorruptJournalException;
import io.tailrace.GapException;
import io.tailrace.Journal;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Repair;
import io.tailrace.RepairOptions;
import io.tailrace.TestJournals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A repair that stops before any of its steps, as by a kill, leaves a journal in which nobody goes on at a position that was issued, and
 * that the next repair mends.
 */
class RepairInterruptedTest {
    private static final int EXTENT = 4016;
    private static final int IN_PAGE = 16;
    private static final int FRAMES = 40;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private long tail;

    enum Damage {
        BAD_WORD(20),
        ZEROED_WORD(20),
        MISSING_PAGE(16),
        SICK_PAGE(16),
        NO_PAGE(0);

        private final int left;

        Damage(int left) {
            this.left = left;
        }
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @EnumSource
    void beforeEachStep(Damage damage) throws IOException {
        fill();
        damage(damage);
        int steps = Journal.repair(journals.path(), RepairOptions.defaults().dryRun(true))
                .steps()
                .size();
        assertTrue(steps >= 3, "of one that has several");
        for (int last = 0; last <= steps; last++) {
            Path copy = copy(journals.path(), "copy" + last);
            int stop = last;
            assertThrows(Killed.class, () -> JournalRepair.run(copy, RepairOptions.defaults(), killAt(stop)));
            requireNothingTwice(copy(copy, "stopped" + last));
            Repair repair = Journal.repair(copy);
            requireMended(copy, damage.left, repair);
        }
    }

    /** Killed again and again, each time a step further. */
    @ParameterizedTest
    @EnumSource
    void repeatedly(Damage damage) throws IOException {
        fill();
        damage(damage);
        boolean done = false;
        for (int last = 0; !done; last++) {
            assertTrue(last < 100, "comes to an end");
            try {
                JournalRepair.run(journals.path(), RepairOptions.defaults(), killAt(last));
                done = true;
            } catch (Killed e) {
                assertNull(e.getCause());
            }
        }
        requireMended(journals.path(), damage.left, Journal.repair(journals.path()));
    }

    private static Consumer<String> killAt(int last) {
        int[] step = new int[1];
        return text -> {
            if (step[0]++ == last) {
                throw new Killed();
            }
        };
    }

    private void fill() {
        try (Journal journal = Journal.openOrCreate(journals.path(), TestJournals.small());
                Appender appender = journal.appender();
                Reader reader = journal.reader(ReaderOptions.defaults().consumer("c"))) {
            for (int i = 0; i < FRAMES; i++) {
                appender.append(new byte[4000]);
            }
            tail = appender.position();
            reader.poll((buffer, offset, length, header) -> {}, FRAMES - 1);
        }
        journals.awaitReleased();
    }

    private void damage(Damage damage) throws IOException {
        switch (damage) {
            case BAD_WORD -> RawFile.putLong(journals.page(1), 64 + 4 * EXTENT, -1);
            case ZEROED_WORD -> RawFile.putLong(journals.page(1), 64 + 4 * EXTENT, 0);
            case MISSING_PAGE -> Files.delete(journals.page(1));
            case SICK_PAGE -> RawFile.putLong(journals.page(1), 0, 0);
            case NO_PAGE -> {
                for (int page = 0; Files.deleteIfExists(journals.page(page)); page++) {
                    assertTrue(page < 10);
                }
            }
        }
    }

    /** Who comes in between fails, or goes on above everything. */
    private void requireNothingTwice(Path copy) {
        try (Journal journal = Journal.open(copy);
                Appender appender = journal.appender()) {
            assertTrue(appender.append(new byte[1]) >= tail, "no position twice");
        } catch (CorruptJournalException e) {
            assertFalse(e.isRetryable());
        }
    }

    private void requireMended(Path path, int frames, Repair repair) {
        try (Journal journal = Journal.open(path)) {
            assertNull(journal.verify().fault(), repair.toString());
            try (Appender appender = journal.appender()) {
                assertTrue(appender.append(new byte[1]) >= tail);
            }
            assertNull(journal.verify().fault(), repair.toString());
            assertEquals(frames + 1, journal.verify().frames());
            try (Reader reader = journal.reader(ReaderOptions.defaults().consumer("c"))) {
                assertThrows(GapException.class, () -> reader.poll((buffer, offset, length, header) -> {}, FRAMES));
                assertEquals(1, reader.poll((buffer, offset, length, header) -> {}, FRAMES));
            }
        }
        assertEquals(List.of(), Journal.repair(path).steps());
    }

    private Path copy(Path from, String name) throws IOException {
        Path to = Files.createDirectory(journals.path(name));
        Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }
}

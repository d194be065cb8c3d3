package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An interrupted thread, as Reactor's cancel makes them, loses nothing, closes nothing, and stays interrupted. */
class InterruptTest {
    private static final int FRAMES = 100;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    @Test
    void everythingWorksAndTheFlagIsKept() {
        Thread.currentThread().interrupt();
        try (Journal journal = Journal.openOrCreate(journals.path(), TestJournals.small())) {
            requireInterrupted();
            try (Appender appender = journal.appender()) {
                requireInterrupted();
                for (int i = 0; i < FRAMES; i++) {
                    appender.append(Frames.pattern(4000, i));
                    requireInterrupted();
                }
                assertTrue(appender.position() > 5 * 65536, "several pages");
                requireLocked(journal);
                try (Reader reader = journal.reader(ReaderOptions.defaults().consumer("c"))) {
                    requireInterrupted();
                    assertEquals(FRAMES, Frames.all(reader).size());
                    assertTrue(journal.status().consumers().get(0).alive());
                    requireInterrupted();
                }
                appender.append(new byte[1]);
                requireLocked(journal);
            }
            requireInterrupted();
            assertEquals(FRAMES + 1, Frames.of(journal).size());
        }
        requireInterrupted();
        Journal.delete(journals.path());
        requireInterrupted();
    }

    private static void requireInterrupted() {
        assertTrue(Thread.currentThread().isInterrupted());
    }

    /** The kernel still has the writer's lock: it would be gone if an interrupt had closed a channel. */
    private static void requireLocked(Journal journal) {
        assertTrue(journal.status().writers().get(0).alive());
    }
}

package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Journal;
import io.tailrace.JournalInUseException;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.TestJournals;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.role.ConsumerRole;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The registry is held by everybody for a moment: that it is held says nothing about a name. */
class RegistryContentionTest {
    private static final int THREADS = 8;
    private static final int NAMES = 25;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;

    @BeforeEach
    void open() {
        journal = journals.create(TestJournals.small().consumerSlots(THREADS * NAMES));
    }

    @Test
    void freeNamesAreNotRefusedThoughNobodyWaits() {
        List<CompletableFuture<Integer>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String thread = "thread " + i + ", name ";
            threads.add(Background.start(() -> {
                for (int n = 0; n < NAMES; n++) {
                    journal.reader(impatient(thread + n)).close();
                }
                return NAMES;
            }));
        }
        assertEquals(
                THREADS * NAMES, threads.stream().mapToInt(Background::outcome).sum());
        assertEquals(THREADS * NAMES, journal.status().consumers().size());
    }

    /** Even who does not wait for a name gives the holder time: on a busy machine it may be descheduled. */
    @Test
    void refusalNamesTheRegistryAndComesLate() throws IOException {
        try (LockFile lock = LockFile.open(journals.file(LockDescriptor.FILE_NAME))) {
            assertTrue(lock.tryLock(LockDescriptor.REGISTRY));
            // Once before it counts, so that no time goes into loading classes.
            assertThrows(JournalInUseException.class, () -> journal.reader(impatient("risk")));
            long begin = System.nanoTime();
            JournalInUseException e =
                    assertThrows(JournalInUseException.class, () -> journal.reader(impatient("risk")));
            long waited = System.nanoTime() - begin;
            assertTrue(waited > TimeUnit.MILLISECONDS.toNanos(100), "refused after " + waited + " ns");
            assertTrue(e.isRetryable());
        }
        try (Reader reader = journal.reader(impatient("risk"))) {
            assertEquals(64, reader.position());
        }
    }

    /** The search for a time takes a walk of pages: nobody else is to wait for that. */
    @Test
    void startIsLookedForWithoutTheRegistry() throws IOException {
        boolean[] asked = new boolean[1];
        try (ControlFile control = ControlFile.open(journals.control(), true);
                LockFile lock = LockFile.open(journals.file(LockDescriptor.FILE_NAME))) {
            ConsumerRole.take(journals.path(), control, lock, impatient("risk"), () -> {
                        assertFalse(lock.isHeldHere(LockDescriptor.REGISTRY));
                        asked[0] = true;
                        return 64;
                    })
                    .leave();
        }
        assertTrue(asked[0]);
    }

    private static ReaderOptions impatient(String name) {
        return ReaderOptions.defaults().consumer(name).takeoverTimeout(Duration.ZERO);
    }
}

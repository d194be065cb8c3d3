package io.tailrace.internal.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.Journal;
import io.tailrace.JournalClosedException;
import io.tailrace.JournalStatus;
import io.tailrace.ProcSelf;
import io.tailrace.TestJournals;
import io.tailrace.Verification;
import io.tailrace.internal.page.PageCache;
import io.tailrace.regression.Background;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A handle may be closed by one thread while another looks through it: what is looked at stays mapped, or the JVM would crash. */
class CloseWhileLookingTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @BeforeEach
    void make() {
        journals.createWith("one", "two");
    }

    @Test
    void statusIsTakenToItsEnd() throws IOException {
        JournalStatus status = whileClosing(Journal::status);
        assertEquals(0, status.consumers().size());
        assertEquals(64 + 2 * 24, status.tail());
    }

    @Test
    void verifyIsTakenToItsEnd() throws IOException {
        Verification verification = whileClosing(Journal::verify);
        assertNull(verification.fault());
        assertEquals(2, verification.frames());
    }

    @Test
    void nothingIsOpenedThroughWhatIsUnmappedAlready() throws IOException {
        SharedJournal shared = SharedJournal.acquire(journals.path(), true, true);
        shared.close();
        journals.awaitReleased();
        assertThrows(JournalClosedException.class, shared::share);
    }

    /** Holds what each look has to pass, closes the handle meanwhile, and looks whether the last share went with it. */
    private <T> T whileClosing(Function<Journal, T> look) throws IOException {
        Journal journal = journals.open();
        SharedJournal shared = SharedJournal.acquire(journals.path(), true, true);
        PageCache pages = shared.pages();
        shared.close();
        CompletableFuture<T> looked;
        synchronized (pages) {
            looked = Background.start(() -> look.apply(journal));
            Background.awaitWaitingIn(PageCache.class, "acquire");
            journal.close();
            Background.settleFileThreads();
            assertFalse(ProcSelf.mappings(journals.path()).isEmpty(), "unmapped under who looks at it");
        }
        return Background.outcome(looked);
    }
}

package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Frames;
import io.tailrace.Journal;
import io.tailrace.JournalClosedException;
import io.tailrace.TestJournals;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who asks a closed appender for room is told so: no page is made without the writer's role, and nothing unmapped is touched. */
class ReadyAfterCloseTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void makesNoPage() {
        Journal journal = journals.create();
        Appender appender = journal.appender();
        appender.append(Frames.bytes("x"));
        appender.close();
        CompletableFuture<Void> ready = appender.whenReady(0).toCompletableFuture();
        CompletionException e = assertThrows(CompletionException.class, ready::join);
        assertInstanceOf(JournalClosedException.class, e.getCause());
        assertTrue(appender.isReady(TestJournals.MAX_PAYLOAD), "nobody waits: append tells that it is closed");
        Background.settleFileThreads();
        assertFalse(Files.exists(journals.page(1)), "a page by somebody without the role");
    }
}

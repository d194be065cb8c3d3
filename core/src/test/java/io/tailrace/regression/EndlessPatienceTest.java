package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Journal;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.TestJournals;
import io.tailrace.internal.memory.Pause;
import io.tailrace.internal.role.ConsumerRole;
import io.tailrace.internal.role.WriterRole;
import io.tailrace.layout.ControlDescriptor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Waiting for ever is waiting, and neither an overflow nor, for an interrupted thread, a loop that burns a processor. */
class EndlessPatienceTest {
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void forAConsumersName() {
        Journal journal = journals.create();
        ReaderOptions options = ReaderOptions.defaults().consumer("risk").takeoverTimeout(FOR_EVER);
        assertTrue(options.takeoverTimeout().toNanos() > 0);
        Reader owner = journal.reader(options);
        CompletableFuture<Reader> next = Background.start(() -> journal.reader(options));
        Background.awaitWaitingIn(ConsumerRole.class, "take");
        owner.close();
        Background.outcome(next).close();
    }

    @Test
    void forTheWritersRole() {
        Journal journal = journals.create();
        AppenderOptions options = AppenderOptions.defaults().takeoverTimeout(FOR_EVER);
        assertTrue(options.takeoverTimeout().toNanos() > 0);
        Appender owner = journal.appender(options);
        // Held by somebody of whom nothing is known.
        RawFile.putLong(journals.control(), ControlDescriptor.OWNER_PID_OFFSET, 0);
        CompletableFuture<Appender> next = Background.start(() -> journal.appender(options));
        Background.awaitWaitingIn(WriterRole.class, "waitForLock");
        owner.close();
        Background.outcome(next).close();
    }

    @Test
    void interruptedThreadsPauseAndStayInterrupted() {
        int pauses = 20;
        Thread.currentThread().interrupt();
        long begin = System.nanoTime();
        try (Pause pause = new Pause()) {
            for (int i = 0; i < pauses; i++) {
                pause.nanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
        }
        long paused = System.nanoTime() - begin;
        assertTrue(Thread.interrupted(), "handed on");
        assertTrue(paused > TimeUnit.MILLISECONDS.toNanos(pauses), "paused for " + paused + " ns only");
        try (Pause pause = new Pause()) {
            pause.nanos(1);
        }
        assertEquals(false, Thread.interrupted(), "nobody interrupted");
    }
}

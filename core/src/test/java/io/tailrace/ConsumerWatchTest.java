package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.layout.ConsumerDescriptor;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.regression.Background;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way back: who appended sees what a consumer has done, and is told when that is not known any more. */
class ConsumerWatchTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private Appender appender;
    private Reader reader;
    private ConsumerWatch watch;

    @BeforeEach
    void open() {
        journal = journals.create();
        appender = journals.closing(journal.appender());
        reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        watch = journals.closing(journal.watchConsumer("risk"));
    }

    @Test
    void followsTheCursor() {
        long position = appender.append(Frames.bytes("x"));
        assertEquals("risk", watch.consumer());
        assertEquals(64, watch.position());
        assertFalse(watch.hasPassed(position));
        assertEquals(1, Frames.all(reader).size());
        assertEquals(position + 24, watch.position());
        assertTrue(watch.hasPassed(position));
        assertFalse(watch.hasPassed(position + 24));
        assertTrue(watch.whenPassed(position).toCompletableFuture().isDone());
    }

    @Test
    void worksOnReadOnlyHandlesAndOutlivesThem() {
        long position = appender.append(Frames.bytes("x"));
        Journal looking =
                Journal.open(journals.path(), JournalOptions.defaults().readOnly(true));
        ConsumerWatch other = journals.closing(looking.watchConsumer("risk"));
        looking.close();
        CompletableFuture<Void> passed = other.whenPassed(position).toCompletableFuture();
        assertFalse(passed.isDone());
        Frames.all(reader);
        Background.outcome(passed);
    }

    /** An interrupted thread does not park: one that stays so would look without a pause, for all who wait. */
    @Test
    void anInterruptByWhoIsToldDoesNotLast() {
        long first = appender.append(Frames.bytes("x"));
        CompletableFuture<Thread> told = new CompletableFuture<>();
        watch.whenPassed(first).thenRun(() -> {
            Thread.currentThread().interrupt();
            told.complete(Thread.currentThread());
        });
        watch.whenPassed(first + 24);
        Frames.all(reader);
        Thread looking = Background.outcome(told);
        Await.until("the interrupt is gone", () -> !looking.isInterrupted());
    }

    @Test
    void completesInAnyOrderOnTheWatchThread() {
        long seed = System.nanoTime();
        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            positions.add(appender.append(Frames.bytes("frame " + i)));
        }
        Collections.shuffle(positions, new Random(seed));
        List<CompletableFuture<Thread>> threads = new ArrayList<>();
        for (long position : positions) {
            threads.add(watch.whenPassed(position)
                    .thenApply(nothing -> {
                        assertTrue(watch.hasPassed(position));
                        return Thread.currentThread();
                    })
                    .toCompletableFuture());
        }
        while (reader.poll((buffer, offset, length, header) -> {}, 7) > 0) {
            Thread.onSpinWait();
        }
        for (CompletableFuture<Thread> thread : threads) {
            assertEquals("tailrace-watch", Background.outcome(thread).getName(), "seed " + seed);
        }
    }

    @Test
    void aRestartOfTheConsumerDoesNotMatter() {
        long position = appender.append(Frames.bytes("x"));
        CompletableFuture<Void> passed = watch.whenPassed(position).toCompletableFuture();
        reader.close();
        reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        Frames.all(reader);
        Background.outcome(passed);
    }

    /** Removed, reset or registered anew, evictable: the field that says so, and its value. */
    @ParameterizedTest
    @CsvSource({
        ConsumerDescriptor.STATE_OFFSET + ", " + ConsumerDescriptor.STATE_FREE,
        ConsumerDescriptor.STATE_OFFSET + ", " + ConsumerDescriptor.STATE_UNNAMED,
        ConsumerDescriptor.GENERATION_OFFSET + ", 131072",
        ConsumerDescriptor.POLICY_OFFSET + ", " + ConsumerDescriptor.POLICY_EVICT,
        ConsumerDescriptor.POLICY_OFFSET + ", " + ConsumerDescriptor.POLICY_FREE
    })
    void isLost(int offset, int value) {
        long position = appender.append(Frames.bytes("x"));
        CompletableFuture<Void> passed = watch.whenPassed(position).toCompletableFuture();
        RawFile.putInt(journals.control(), slot() + offset, value);
        CompletionException e = assertThrows(CompletionException.class, passed::join);
        assertInstanceOf(ConsumerLostException.class, e.getCause());
        assertTrue(e.getMessage().contains("risk"), e.getMessage());
        RawFile.putLong(journals.control(), slot() + ConsumerDescriptor.CURSOR_OFFSET, position + 24);
        assertThrows(ConsumerLostException.class, watch::position);
        assertThrows(ConsumerLostException.class, () -> watch.hasPassed(position));
        assertThrows(
                CompletionException.class,
                () -> watch.whenPassed(position).toCompletableFuture().join());
    }

    @Test
    void whoIsNotThereOrDoesNotGateIsNotWatched() {
        ConsumerNotFoundException e =
                assertThrows(ConsumerNotFoundException.class, () -> journal.watchConsumer("nobody"));
        assertTrue(e.getMessage().contains("nobody"), e.getMessage());
        RawFile.putInt(journals.control(), slot() + ConsumerDescriptor.POLICY_OFFSET, ConsumerDescriptor.POLICY_EVICT);
        assertThrows(ConsumerLostException.class, () -> journal.watchConsumer("risk"));
    }

    @Test
    void closeEndsAllThatIsWaitedFor() {
        long position = appender.append(Frames.bytes("x"));
        CompletableFuture<Void> passed = watch.whenPassed(position).toCompletableFuture();
        watch.close();
        watch.close();
        CompletionException e = assertThrows(CompletionException.class, passed::join);
        assertInstanceOf(JournalClosedException.class, e.getCause());
        assertThrows(JournalClosedException.class, watch::position);
        assertThrows(JournalClosedException.class, () -> watch.hasPassed(position));
        e = assertThrows(
                CompletionException.class,
                () -> watch.whenPassed(position).toCompletableFuture().join());
        assertInstanceOf(JournalClosedException.class, e.getCause());
        journal.close();
        assertThrows(JournalClosedException.class, () -> journal.watchConsumer("risk"));
    }

    private static int slot() {
        return ControlDescriptor.consumerSlotOffset(JournalOptions.DEFAULT_WRITER_SLOTS, 0);
    }
}

package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may have a consumer's name, and which names there are. */
class ConsumerNameTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;

    @BeforeEach
    void open() {
        journal = journals.create(TestJournals.small().consumerSlots(3));
    }

    /** It would be stored as a question mark, and not be found again. */
    @Test
    void halfASurrogatePairIsNoName() {
        assertThrows(IllegalArgumentException.class, () -> named("\uD83D"));
        assertThrows(IllegalArgumentException.class, () -> named("risk\uDE00"));
        journals.closing(journal.reader(named("\uD83D\uDE00")));
        assertEquals(List.of("\uD83D\uDE00"), Slots.names(journal));
    }

    @Test
    void secondOwnerInTheSameProcess() {
        Reader owner = journals.closing(journal.reader(named("risk")));
        Journal again = journals.open();
        ReaderOptions impatient = named("risk").takeoverTimeout(Duration.ZERO);
        for (Journal handle : List.of(journal, again)) {
            ConsumerActiveException e = assertThrows(ConsumerActiveException.class, () -> handle.reader(impatient));
            assertEquals("risk", e.consumer());
            assertEquals(ProcessHandle.current().pid(), e.pid());
            assertFalse(e.isEvidentlyAlive(), "its reader may be closed at any moment");
            assertTrue(e.isRetryable());
            assertTrue(e.getMessage().contains("\"risk\""), e.getMessage());
        }
        owner.close();
        again.reader(impatient).close();
    }

    @Test
    void refusedAfterTheTimeout() {
        journals.closing(journal.reader(named("risk")));
        long begin = System.nanoTime();
        ReaderOptions options = named("risk").takeoverTimeout(Duration.ofMillis(200));
        assertThrows(ConsumerActiveException.class, () -> journal.reader(options));
        assertTrue(System.nanoTime() - begin >= 200_000_000L);
    }

    @Test
    void nameLeftByAnotherThreadIsWaitedFor() throws InterruptedException {
        Reader owner = journal.reader(named("risk"));
        CompletableFuture<Reader> next = new CompletableFuture<>();
        ReaderOptions patient = named("risk").takeoverTimeout(Duration.ofSeconds(20));
        Thread thread = new Thread(() -> {
            try {
                next.complete(journal.reader(patient));
            } catch (RuntimeException e) {
                next.completeExceptionally(e);
            }
        });
        thread.start();
        Await.parked(thread);
        assertFalse(next.isDone());
        owner.close();
        journals.closing(next.join());
        thread.join();
    }

    @Test
    void manyThreadsHandANameOn() {
        List<CompletableFuture<Void>> all = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    for (int turn = 0; turn < 5; turn++) {
                        journal.reader(named("risk").takeoverTimeout(Duration.ofSeconds(20)))
                                .close();
                    }
                }))
                .toList();
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw new AssertionError(e.getCause());
        }
        assertEquals(1, journal.status().consumers().size());
    }

    @Test
    void allSlotsTaken() {
        for (String name : List.of("a", "b", "c")) {
            journal.reader(named(name)).close();
        }
        ConsumerLimitException e = assertThrows(ConsumerLimitException.class, () -> journal.reader(named("d")));
        assertTrue(e.getMessage().contains("3") && e.getMessage().contains("consumerSlots"), e.getMessage());
        assertFalse(e.isRetryable());
        journal.reader(named("b")).close();
        journal.reader().close();
        assertEquals(3, journal.status().consumers().size());
    }

    @Test
    void failedStartTakesNoSlot() {
        assertThrows(
                InvalidPositionException.class, () -> journal.reader(named("x").start(Start.position(1 << 30))));
        assertEquals(List.of(), journal.status().consumers());
        journal.reader(named("x")).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "with blanks and \"quotes\"", "Währung", "日本", "😀", "../etc/passwd"})
    void namesThatMayBe(String name) {
        journal.reader(named(name)).close();
        assertEquals(name, journal.status().consumers().get(0).name());
    }

    @Test
    void longestName() {
        for (String name : List.of("x".repeat(124), "ä".repeat(62))) {
            journal.reader(named(name)).close();
        }
        assertEquals("x".repeat(124), journal.status().consumers().get(0).name());
        assertEquals("ä".repeat(62), journal.status().consumers().get(1).name());
        assertEquals(null, journal.verify().fault());
    }

    @Test
    void namesThatMayNotBe() {
        for (String name : List.of("", "x".repeat(125), "ä".repeat(63), "a\nb", "\u0000", "\u007f", "\u0085")) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> named(name));
            assertTrue(e.getMessage().contains("name"), e.getMessage());
        }
    }

    private static ReaderOptions named(String name) {
        return ReaderOptions.defaults().consumer(name);
    }
}

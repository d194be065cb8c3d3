package io.tailrace.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DeliveryWindowTest {
    @Test
    void theCursorFollowsWhatIsDoneWithoutAHole() {
        DeliveryWindow window = filled(5, 5);
        assertFalse(window.advance());
        assertEquals(DeliveryWindow.NOTHING_DONE, window.donePosition());
        window.acknowledge(1);
        window.acknowledge(2);
        assertFalse(window.advance(), "the first one is missing");
        assertEquals(0, window.firstPosition());
        window.acknowledge(0);
        assertTrue(window.advance());
        assertEquals(29, window.donePosition());
        assertEquals(30, window.firstPosition());
        assertEquals(2, window.inFlight());
        window.acknowledge(4);
        window.acknowledge(3);
        assertTrue(window.advance());
        assertEquals(49, window.donePosition());
        assertTrue(window.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64, 1_000})
    void holdsExactlyItsLimit(int limit) {
        DeliveryWindow window = new DeliveryWindow(limit);
        for (int round = 0; round < 3; round++) {
            List<Long> numbers = new ArrayList<>();
            for (int i = 0; i < limit; i++) {
                assertEquals(limit - i, window.room());
                assertFalse(window.isFull());
                numbers.add(window.candidate(i * 10L, i * 10L + 9));
                window.add();
            }
            assertTrue(window.isFull());
            assertEquals(0, window.room());
            Collections.shuffle(numbers, new Random(limit));
            numbers.forEach(window::acknowledge);
            assertTrue(window.advance());
            assertEquals(limit, window.room());
            assertEquals(limit * 10L - 1, window.donePosition());
        }
    }

    @Test
    void anAcknowledgeThatComesTwiceIsNotOneOfTheNextRound() {
        DeliveryWindow window = filled(2, 2);
        window.acknowledge(0);
        window.acknowledge(0);
        window.advance();
        assertEquals(1, window.room());
        assertEquals(2, window.candidate(20, 29));
        window.add();
        window.acknowledge(0);
        window.acknowledge(1);
        window.advance();
        assertEquals(1, window.inFlight(), "the third one stands in the slot of the first, and is not done");
        assertEquals(19, window.donePosition());
        window.acknowledge(2);
        window.acknowledge(0);
        window.advance();
        assertEquals(29, window.donePosition(), "nor does it undo that one");
    }

    @Test
    void acknowledgesBeforeTheFirstDeliveryAndAfterTheEndDoNothing() {
        DeliveryWindow window = new DeliveryWindow(2);
        window.acknowledge(0);
        window.candidate(0, 9);
        window.add();
        assertFalse(window.advance());
        assertEquals(1, window.end());
        window.acknowledge(0);
        assertFalse(window.advance());
        assertEquals(DeliveryWindow.NOTHING_DONE, window.donePosition());
    }

    @Test
    void aCandidateThatIsNotDeliveredLeavesNoTrace() {
        DeliveryWindow window = new DeliveryWindow(2);
        assertEquals(0, window.candidate(0, 9));
        assertEquals(0, window.candidate(10, 19));
        window.add();
        assertEquals(10, window.firstPosition());
        window.acknowledge(0);
        window.advance();
        assertEquals(19, window.donePosition());
    }

    @Test
    void aGapIsDoneWithTheDeliveryBeforeIt() {
        DeliveryWindow window = filled(3, 2);
        window.extendLast(500);
        window.acknowledge(0);
        window.advance();
        assertEquals(9, window.donePosition());
        window.acknowledge(1);
        window.advance();
        assertEquals(500, window.donePosition());
    }

    /** What is counted as left at the end and what is before the cursor never overlap, however many acknowledge meanwhile. */
    @Test
    void manyThreadsAcknowledgeWhileItEnds() throws InterruptedException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int limit = 1 + random.nextInt(200);
            DeliveryWindow window = new DeliveryWindow(limit);
            ConcurrentLinkedQueue<Long> delivered = new ConcurrentLinkedQueue<>();
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                Thread thread = new Thread(() -> {
                    while (!over.get()) {
                        Long number = delivered.poll();
                        if (number != null) {
                            window.acknowledge(number);
                        }
                    }
                });
                thread.start();
                threads.add(thread);
            }
            long total = 0;
            int turns = random.nextInt(500);
            for (int turn = 0; turn < turns; turn++) {
                window.advance();
                if (window.room() > 0) {
                    long number = window.candidate(total, total + 1);
                    assertEquals(total, number);
                    window.add();
                    delivered.add(number);
                    total++;
                }
            }
            int left = window.end();
            window.advance();
            long done = Math.max(0, window.donePosition());
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(total - done, window.inFlight());
            assertTrue(left <= window.inFlight());
            assertTrue(left > 0 || done == total, "none left, but the cursor stands at " + done + " of " + total);
            assertFalse(window.advance(), "acknowledged after the end");
        }
    }

    private static DeliveryWindow filled(int limit, int deliveries) {
        DeliveryWindow window = new DeliveryWindow(limit);
        for (int i = 0; i < deliveries; i++) {
            assertEquals(i, window.candidate(i * 10L, i * 10L + 9));
            window.add();
        }
        return window;
    }
}

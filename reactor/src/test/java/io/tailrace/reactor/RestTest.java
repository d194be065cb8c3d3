package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.NUMBER;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Journal;
import io.tailrace.Reader;
import io.tailrace.Until;
import io.tailrace.WaitSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;
import reactor.core.publisher.SignalType;

/** When a loop may sleep, for what, and who ends its sleep. Without a thread and without sleeping. */
@Timeout(60)
class RestTest {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long BOUND = TimeUnit.SECONDS.toNanos(1);

    @RegisterExtension
    final TempJournal temp = new TempJournal();

    private final Driver driver = new Driver();
    private final PollLoop loop = new PollLoop(driver);
    private long now = 7_777 * MILLISECOND;

    /** A loop whose turns, clock and sleeps are the test's. */
    private static final class Driver implements LoopDriver {
        final DutyCycle cycle = new DutyCycle(4);
        final AtomicInteger wakeUps = new AtomicInteger();

        @Override
        public void add(JournalSubscription<?> subscription) {
            cycle.add(subscription);
        }

        @Override
        public void wakeUp() {
            wakeUps.incrementAndGet();
        }

        @Override
        public void dispose() {
            cycle.abort(new RejectedExecutionException("disposed"));
        }
    }

    /** What a sleep would be. */
    private static final class Rest implements WaitSet {
        final List<Reader> readers = new ArrayList<>();
        long nanos = BOUND;

        @Override
        public void add(Reader reader) {
            readers.add(reader);
        }

        @Override
        public void atMost(long most) {
            nanos = Math.min(nanos, most);
        }
    }

    @AfterEach
    void end() {
        loop.dispose();
    }

    @Test
    void withoutSubscriptionsItRestsAndAnArrivalKeepsItUp() {
        temp.append(0, 1);
        assertRests(0, BOUND);
        flux().receive(NUMBER).subscribe();
        assertBusy();
        turn();
        assertRests(1, BOUND);
    }

    @Test
    void itWaitsForFramesOnlyWhereTheyAreWanted() {
        temp.append(0, 3);
        Collected<Long> receiver = new Collected<>(2);
        flux().receive(NUMBER).subscribe(receiver);
        turn();
        assertEquals(range(0, 2), receiver.values);
        assertRests(0, BOUND);
        temp.append(3, 4);
        assertRests(0, BOUND);
        driver.wakeUps.set(0);
        receiver.request(2);
        assertWakeUps(1);
        assertRests(1, BOUND);
        receiver.request(1);
        assertWakeUps(0);
        turn();
        assertRests(1, BOUND);
        assertEquals(range(0, 4), receiver.values);
    }

    @Test
    void aCancelAndABadRequestEndIt() {
        temp.append(0, 1);
        Collected<Long> cancelled = new Collected<>();
        AtomicReference<Subscription> raw = new AtomicReference<>();
        Collected<Long> bad = new Collected<>() {
            @Override
            protected void hookOnSubscribe(Subscription s) {
                raw.set(s);
                s.request(1);
            }
        };
        flux().receive(NUMBER).subscribe(cancelled);
        flux().receive(NUMBER).subscribe(bad);
        turn();
        assertRests(1, BOUND);
        driver.wakeUps.set(0);
        cancelled.cancel();
        assertWakeUps(1);
        assertBusy();
        turn();
        assertRests(0, BOUND);
        // Not by Reactor's own method, which would not let it through.
        raw.get().request(0);
        assertWakeUps(1);
        assertBusy();
        turn();
        assertEquals(SignalType.ON_ERROR, bad.end());
        assertRests(0, BOUND);
    }

    @Test
    void theAcknowledgeThatLetsTheCursorMoveEndsItAndNoOther() {
        temp.append(0, 5);
        Collected<Delivery<Long>> receiver = new Collected<>();
        flux().consumer("risk").maxInFlight(3).receiveManual(NUMBER).subscribe(receiver);
        turn();
        driver.wakeUps.set(0);
        assertEquals(3, receiver.values.size());
        assertEquals(0, rest().readers.size(), "full");
        receiver.values.get(1).acknowledge();
        receiver.values.get(2).acknowledge();
        assertWakeUps(0);
        assertEquals(0, rest().readers.size(), "the cursor cannot move");
        receiver.values.get(0).acknowledge();
        assertWakeUps(1);
        assertBusy();
        receiver.values.get(0).acknowledge();
        assertWakeUps(0);
        turn();
        assertEquals(temp.frames().get(3).position(), temp.cursor("risk"));
        assertEquals(5, receiver.values.size());
        assertEquals(1, rest().readers.size());
        receiver.values.get(3).acknowledge();
        assertBusy();
    }

    @Test
    void aDrainEndsItOnEachLoopOnce() {
        temp.append(0, 3);
        DrainSignal signal = DrainSignal.create();
        Collected<Delivery<Long>> first = new Collected<>();
        Collected<Long> second = new Collected<>();
        Collected<Long> left = new Collected<>();
        flux().draining(signal).consumer("risk").receiveManual(NUMBER).subscribe(first);
        flux().draining(signal).receive(NUMBER).subscribe(second);
        flux().draining(signal).receive(NUMBER).subscribe(left);
        turn();
        left.cancel();
        turn();
        driver.wakeUps.set(0);
        Collected<Drained> outcome = new Collected<>();
        signal.drain(Duration.ofMillis(20)).subscribe(outcome);
        assertWakeUps(1);
        assertBusy();
        turn();
        assertEquals(SignalType.ON_COMPLETE, second.end());
        assertRests(0, 20 * MILLISECOND);
        first.values.get(0).acknowledge();
        assertWakeUps(1);
        turn();
        assertRests(0, 20 * MILLISECOND);
        now += 20 * MILLISECOND;
        assertTrue(rest().nanos <= 0);
        turn();
        assertEquals(List.of(new Drained(2, 2)), outcome.values);
        assertRests(0, BOUND);
    }

    @Test
    void aBoundIsWaitedForWithoutDemandUntilAFrameStandsBeforeIt() {
        long third = temp.append(0, 3);
        Collected<Long> receiver = new Collected<>(3);
        flux().until(Until.position(third + 1)).receive(NUMBER).subscribe(receiver);
        turn();
        assertEquals(SignalType.ON_COMPLETE, receiver.end());
        Collected<Long> waits = new Collected<>(3);
        flux().until(Until.position(third + 1_000)).receive(NUMBER).subscribe(waits);
        turn();
        assertRests(1, BOUND);
        temp.append(3, 4);
        turn();
        assertRests(0, BOUND);
        turn();
        assertRests(0, BOUND);
        waits.request(1);
        turn();
        assertEquals(range(0, 4), waits.values);
        assertRests(1, BOUND);
    }

    @Test
    void theNextRetryLimitsIt() {
        Collected<Long> receiver = new Collected<>();
        flux().awaitJournal(Duration.ofHours(1)).receive(NUMBER).subscribe(receiver);
        turn();
        for (long delay = 1; delay <= 8; delay *= 2) {
            assertRests(0, delay * MILLISECOND);
            now += delay * MILLISECOND;
            turn();
            // The wheel takes another turn for the tick that has begun.
            assertTrue(rest().nanos <= 0, "sleeps though a retry is due");
            now += 1_000;
            turn();
        }
        assertRests(0, 10 * MILLISECOND);
        temp.append(0, 1);
        now += 10 * MILLISECOND;
        turn();
        now += 1_000;
        turn();
        assertEquals(range(0, 1), receiver.values);
        assertRests(1, BOUND);
    }

    @Test
    void consumersAreMarkedTenTimesASecondAllAtOnce() {
        temp.append(0, 1);
        try (Journal journal = temp.open()) {
            for (int i = 0; i < 20; i++) {
                JournalFlux.from(journal)
                        .runOn(loop)
                        .consumer("c" + i)
                        .receive(NUMBER)
                        .subscribe();
            }
            for (int i = 0; i < 5; i++) {
                turn();
                now += 3 * MILLISECOND;
            }
            int turns = 0;
            for (long end = now + 1_000 * MILLISECOND; now < end; turns++) {
                Rest rest = rest();
                assertTrue(rest.nanos > 0, () -> "busy: " + rest.nanos);
                now += rest.nanos;
                turn();
            }
            assertTrue(turns >= 10 && turns <= 12, "turns in a second: " + turns);
            loop.dispose();
        }
    }

    private JournalFlux flux() {
        return temp.flux().runOn(loop);
    }

    private void turn() {
        driver.cycle.turn(now);
    }

    private Rest rest() {
        Rest rest = new Rest();
        assertTrue(driver.cycle.mayRest(now, rest), "has something to do");
        return rest;
    }

    private void assertRests(int readers, long nanos) {
        Rest rest = rest();
        assertEquals(readers, rest.readers.size(), "readers");
        assertEquals(nanos, rest.nanos, "ns");
    }

    private void assertBusy() {
        assertFalse(driver.cycle.mayRest(now, new Rest()), "has nothing to do");
    }

    private void assertWakeUps(int expected) {
        assertEquals(expected, driver.wakeUps.getAndSet(0), "wake-ups");
    }
}

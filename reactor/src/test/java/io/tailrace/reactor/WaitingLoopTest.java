package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBER;
import static io.tailrace.reactor.TempJournal.await;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.Until;
import io.tailrace.reactor.CountedLoop.Note;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.SignalType;

/** A loop that sleeps for a second unless it is woken: whatever it misses shows. */
@Timeout(60)
class WaitingLoopTest {
    private static final Duration BOUND = Duration.ofSeconds(1);

    /** How long the loop must be about to sleep, and how soon it must be up. */
    private static final Duration LONG = Duration.ofMillis(150);

    /** The same where a consumer is marked ten times a second. */
    private static final Duration MARKED = Duration.ofMillis(60);

    private static final int TRIES = 8;

    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @Test
    void aFrameThatCompletesEndsIt() {
        temp.append(0, 1);
        try (CountedLoop counted = new CountedLoop();
                Journal journal = temp.open();
                Appender appender = journal.appender()) {
            assertEndsSleep(counted, LONG, attempt -> {
                Collected<Long> receiver = new Collected<>();
                temp.flux()
                        .until(Until.position(appender.position() + 1))
                        .runOn(counted.loop)
                        .receive(NUMBER)
                        .subscribe(receiver);
                return new Note(
                        () -> TempJournal.append(appender, attempt, attempt + 1),
                        () -> receiver.end() == SignalType.ON_COMPLETE);
            });
        }
    }

    @Test
    void demandEndsIt() {
        temp.append(0, 10);
        try (CountedLoop counted = new CountedLoop()) {
            Collected<Long> receiver = new Collected<>(0);
            temp.flux().runOn(counted.loop).receive(NUMBER).subscribe(receiver);
            assertEndsSleep(counted, LONG, attempt -> {
                int had = receiver.values.size();
                return new Note(() -> receiver.request(1), () -> receiver.values.size() > had);
            });
        }
    }

    @Test
    void aCancelEndsIt() {
        temp.append(0, 10);
        try (CountedLoop counted = new CountedLoop()) {
            assertEndsSleep(counted, LONG, attempt -> {
                Collected<Long> receiver = new Collected<>();
                temp.flux().runOn(counted.loop).receive(NUMBER).subscribe(receiver);
                AtomicLong before = new AtomicLong();
                return new Note(
                        () -> {
                            before.set(counted.turns());
                            receiver.cancel();
                        },
                        () -> counted.turns() > before.get());
            });
        }
    }

    @Test
    void aBadRequestEndsIt() {
        temp.append(0, 10);
        try (CountedLoop counted = new CountedLoop()) {
            assertEndsSleep(counted, LONG, attempt -> {
                AtomicReference<Subscription> raw = new AtomicReference<>();
                Collected<Long> receiver = new Collected<>() {
                    @Override
                    protected void hookOnSubscribe(Subscription s) {
                        raw.set(s);
                    }
                };
                temp.flux().runOn(counted.loop).receive(NUMBER).subscribe(receiver);
                return new Note(() -> raw.get().request(-1), () -> receiver.end() == SignalType.ON_ERROR);
            });
        }
    }

    @Test
    void anAcknowledgeEndsIt() {
        temp.append(0, 10);
        try (CountedLoop counted = new CountedLoop()) {
            Collected<Delivery<Long>> receiver = new Collected<>();
            temp.flux()
                    .consumer("risk")
                    .runOn(counted.loop)
                    .receiveManual(NUMBER)
                    .subscribe(receiver);
            await("all", () -> receiver.values.size() == 10);
            assertEndsSleep(counted, MARKED, attempt -> {
                long next = receiver.values.get(attempt + 1).position();
                return new Note(receiver.values.get(attempt)::acknowledge, () -> temp.cursor("risk") == next);
            });
        }
    }

    @Test
    void aDrainEndsIt() {
        temp.append(0, 10);
        try (CountedLoop counted = new CountedLoop()) {
            assertEndsSleep(counted, LONG, attempt -> {
                DrainSignal signal = DrainSignal.create();
                Collected<Long> receiver = new Collected<>();
                Collected<Drained> outcome = new Collected<>();
                temp.flux().draining(signal).runOn(counted.loop).receive(NUMBER).subscribe(receiver);
                return new Note(
                        () -> signal.drain(Duration.ofHours(1)).subscribe(outcome),
                        () -> outcome.end() == SignalType.ON_COMPLETE && receiver.end() == SignalType.ON_COMPLETE);
            });
        }
    }

    @Test
    void anArrivalEndsIt() {
        temp.append(0, 10);
        try (CountedLoop counted = new CountedLoop()) {
            assertEndsSleep(counted, LONG, attempt -> {
                Collected<Long> receiver = new Collected<>();
                return new Note(
                        () -> temp.flux().runOn(counted.loop).receive(NUMBER).subscribe(receiver),
                        () -> receiver.values.size() == 10);
            });
        }
    }

    @Test
    void disposingEndsIt() {
        temp.append(0, 10);
        assertSoon(LONG, attempt -> {
            try (CountedLoop counted = new CountedLoop()) {
                Collected<Long> receiver = new Collected<>();
                temp.flux().runOn(counted.loop).receive(NUMBER).subscribe(receiver);
                return counted.nanosOf(
                        LONG,
                        new Note(counted.loop::dispose, () -> receiver.error() instanceof RejectedExecutionException));
            }
        });
    }

    @Test
    void aThreadOfItsOwnIsUpAtOnceToo() {
        temp.append(0, 1);
        List<Thread> threads = new CopyOnWriteArrayList<>();
        List<Disposable> live = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            live.add(temp.flux()
                    .runOn(PollLoop.waiting("own-" + i, BOUND))
                    .receive()
                    .subscribe(f -> threads.add(Thread.currentThread())));
        }
        await("replay", () -> threads.size() == live.size());
        long idle = System.nanoTime();
        // Who has been idle so long sleeps for a quarter of it, of which a part is over.
        await("long idle", () -> System.nanoTime() - idle > 16 * LONG.toNanos());
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < live.size(); i++) {
            int one = threads.size();
            long begin = System.nanoTime();
            live.get(i).dispose();
            await("a thread ends", () -> {
                threads.removeIf(thread -> !thread.isAlive());
                return threads.size() < one;
            });
            nanos.add(System.nanoTime() - begin);
        }
        nanos.sort(null);
        assertTrue(nanos.get(4) < LONG.toNanos() / 2, () -> "took ns: " + nanos);
    }

    @Test
    void aHundredJournalsAreOneSleep() throws Exception {
        int journals = 100;
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<AutoCloseable> open = new ArrayList<>();
        List<Appender> appenders = new ArrayList<>();
        List<Collected<Long>> receivers = new ArrayList<>();
        try (CountedLoop counted = new CountedLoop()) {
            for (int i = 0; i < journals; i++) {
                Journal journal = Journal.openOrCreate(temp.path("j" + i), TempJournal.OPTIONS);
                open.add(journal);
                Appender appender = journal.appender();
                open.add(appender);
                appenders.add(appender);
                Collected<Long> receiver = new Collected<>();
                receivers.add(receiver);
                JournalFlux.from(journal).runOn(counted.loop).receive(NUMBER).subscribe(receiver);
            }
            assertEndsSleep(counted, LONG, attempt -> {
                int one = random.nextInt(journals);
                int had = receivers.get(one).values.size();
                return new Note(
                        () -> TempJournal.append(appenders.get(one), attempt, attempt + 1),
                        () -> receivers.get(one).values.size() > had);
            });
            assertRests(counted);
        } finally {
            for (int i = open.size() - 1; i >= 0; i--) {
                open.get(i).close();
            }
        }
    }

    @Test
    void nobodyIsUpForFramesThatAreNotWanted() {
        temp.append(0, 10);
        try (CountedLoop counted = new CountedLoop();
                Journal journal = temp.open();
                Appender appender = journal.appender()) {
            Collected<Long> noDemand = new Collected<>(0);
            Collected<Long> beforeBound = new Collected<>(0);
            Collected<Delivery<Long>> full = new Collected<>();
            temp.flux().runOn(counted.loop).receive(NUMBER).subscribe(noDemand);
            temp.flux().runOn(counted.loop).until(Until.tail()).receive(NUMBER).subscribe(beforeBound);
            temp.flux()
                    .runOn(counted.loop)
                    .consumer("risk")
                    .maxInFlight(3)
                    .receiveManual(NUMBER)
                    .subscribe(full);
            await("is full", () -> full.values.size() == 3);
            TempJournal.append(appender, 10, 20);
            assertRests(counted);
            assertEquals(0, noDemand.values.size() + beforeBound.values.size());
        }
    }

    @Test
    void aJournalThatIsMadeLaterIsFoundWithoutABusyLoop() {
        try (CountedLoop counted = new CountedLoop()) {
            Collected<Long> receiver = new Collected<>();
            temp.flux()
                    .awaitJournal(DEADLINE)
                    .runOn(counted.loop)
                    .receive(NUMBER)
                    .subscribe(receiver);
            long before = counted.turns();
            long begin = System.nanoTime();
            await("some retries", () -> System.nanoTime() - begin > 300_000_000L);
            long turns = counted.turns() - before;
            // Some turns for each retry, of which there is one in 10 ms soon, and some dozens while it spins at first.
            // A busy loop has as many in a
            // millisecond.
            assertTrue(turns < 3_000, () -> "turns in 300 ms: " + turns);
            temp.append(0, 3);
            await("all", () -> receiver.values.size() == 3);
            assertEquals(range(0, 3), receiver.values);
        }
    }

    /** Nothing happens: it sleeps for a quarter of the time that it has been idle, or up to a mark. */
    private static void assertRests(CountedLoop counted) {
        long idle = System.nanoTime();
        await("idle", () -> System.nanoTime() - idle > 200_000_000L);
        long before = counted.turns();
        long begin = System.nanoTime();
        await("rest", () -> System.nanoTime() - begin > 500_000_000L);
        long turns = counted.turns() - before;
        assertTrue(turns < 40, "turns in half a second: " + turns);
    }

    private static void assertEndsSleep(CountedLoop counted, Duration sleep, IntFunction<Note> notes) {
        assertSoon(sleep, attempt -> counted.nanosOf(sleep, notes.apply(attempt)));
    }

    /** A machine that is busy elsewhere is late now and then; who is not woken is late each time. */
    private static void assertSoon(Duration sleep, IntToLongFunction nanos) {
        List<Long> late = new ArrayList<>();
        while (late.size() < TRIES) {
            long each = nanos.applyAsLong(late.size());
            if (each < sleep.toNanos() / 3) {
                return;
            }
            late.add(each);
        }
        fail("took ns: " + late);
    }
}

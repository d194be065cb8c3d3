package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBER;
import static io.tailrace.reactor.TempJournal.await;
import static io.tailrace.reactor.TempJournal.end;
import static io.tailrace.reactor.TempJournal.range;
import static io.tailrace.reactor.TempJournal.turn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.Journal;
import io.tailrace.JournalListener;
import io.tailrace.PausedReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

@Timeout(60)
class DrainTest {
    private static final Duration LONG = Duration.ofHours(1);

    @RegisterExtension
    final TempJournal temp = new TempJournal();

    private final PollLoop loop = PollLoop.invoked("draining");
    private final DrainSignal signal = DrainSignal.create();

    @AfterEach
    void close() {
        Hooks.resetOnErrorDropped();
        end(loop);
    }

    @Test
    void nothingHappensBeforeSomebodySubscribes() {
        temp.append(0, 10);
        Collected<Long> receiver = new Collected<>();
        receiver("risk").receive(NUMBER).subscribe(receiver);
        turn(loop);
        Mono<Drained> drain = signal.drain(LONG);
        temp.append(10, 20);
        turn(loop);
        assertEquals(range(0, 20), receiver.values);
        Collected<Drained> outcome = begin(drain);
        temp.append(20, 30);
        turn(loop);
        assertEquals(range(0, 20), receiver.values);
        assertEquals(SignalType.ON_COMPLETE, receiver.end());
        assertEquals(List.of(new Drained(1, 0)), outcome.values);
        assertEquals(temp.frames().get(20).position(), temp.cursor("risk"));
    }

    @Test
    void waitsForWhatIsInFlight() {
        temp.append(0, 10);
        Collected<Delivery<Long>> receiver = manual();
        turn(loop);
        Collected<Drained> outcome = begin(signal.drain(LONG));
        temp.append(10, 20);
        for (int i = 0; i < 10; i++) {
            receiver.values.get(9 - i).acknowledge();
            assertEquals(List.of(), outcome.values);
            assertNull(receiver.end());
            turn(loop);
        }
        assertEquals(10, receiver.values.size());
        assertEquals(SignalType.ON_COMPLETE, receiver.end());
        assertEquals(List.of(new Drained(1, 0)), outcome.values);
        assertEquals(temp.frames().get(10).position(), temp.cursor("risk"));
        assertFalse(temp.consumer("risk").alive());
    }

    @Test
    void theNameIsFreeAndTheCursorStoredWhenItCompletes() {
        temp.append(0, 10);
        List<Long> next = new CopyOnWriteArrayList<>();
        AtomicReference<Drained> outcome = new AtomicReference<>();
        receiver("risk")
                .receiveManual(NUMBER)
                .doOnNext(Delivery::acknowledge)
                .doOnComplete(() -> assertNull(outcome.get(), "the Mono comes last"))
                .doOnComplete(() ->
                        temp.flux().consumer("risk").receive(NUMBER).take(1).subscribe(next::add))
                .subscribe();
        turn(loop);
        temp.append(10, 11);
        signal.drain(LONG).subscribe(outcome::set);
        turn(loop);
        await("the next one", () -> next.equals(List.of(10L)));
        assertEquals(new Drained(1, 0), outcome.get());
    }

    @Test
    void afterItsTimeItTellsWhatIsLeftAndThatComesAgain() {
        temp.append(0, 10);
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        PollLoop virtual = PollLoop.on(clock);
        Collected<Delivery<Long>> receiver = new Collected<>();
        receiver("risk").runOn(virtual).receiveManual(NUMBER).subscribe(receiver);
        clock.advanceTimeBy(Duration.ofMillis(1));
        for (int i : new int[] {0, 1, 2, 5, 7}) {
            receiver.values.get(i).acknowledge();
        }
        Collected<Drained> outcome = begin(signal.drain(Duration.ofSeconds(5)));
        clock.advanceTimeBy(Duration.ofMillis(5_000));
        assertNull(receiver.end());
        clock.advanceTimeBy(Duration.ofMillis(1));
        assertEquals(SignalType.ON_COMPLETE, receiver.end());
        assertEquals(List.of(new Drained(1, 5)), outcome.values);
        assertEquals(temp.frames().get(3).position(), temp.cursor("risk"));
        receiver.values.get(3).acknowledge();
        assertEquals(
                3L, temp.flux().consumer("risk").receive(NUMBER).blockFirst(DEADLINE), "too late to acknowledge that");
        clock.dispose();
    }

    @Test
    void zeroDoesNotWait() {
        temp.append(0, 10);
        Collected<Delivery<Long>> receiver = manual();
        turn(loop);
        Collected<Drained> outcome = begin(signal.drain(Duration.ZERO));
        turn(loop);
        assertEquals(SignalType.ON_COMPLETE, receiver.end());
        assertEquals(List.of(new Drained(1, 10)), outcome.values);
        assertThrows(IllegalArgumentException.class, () -> signal.drain(Duration.ofNanos(-1)));
    }

    @Test
    void demandDoesNotMatter() {
        temp.append(0, 10);
        Collected<Long> none = new Collected<>(0);
        Collected<Delivery<Long>> three = new Collected<>(3);
        receiver("a").receive(NUMBER).subscribe(none);
        receiver("b").receiveManual(NUMBER).subscribe(three);
        turn(loop);
        Collected<Drained> outcome = begin(signal.drain(LONG));
        turn(loop);
        assertEquals(SignalType.ON_COMPLETE, none.end());
        assertNull(three.end());
        three.request(Long.MAX_VALUE);
        three.values.forEach(Delivery::acknowledge);
        turn(loop);
        assertEquals(3, three.values.size());
        assertEquals(SignalType.ON_COMPLETE, three.end());
        assertEquals(List.of(new Drained(2, 0)), outcome.values);
    }

    @Test
    void oneSignalForManySubscriptionsOnManyLoops() {
        temp.append(0, 100);
        List<PollLoop> loops = List.of(
                PollLoop.shared(),
                PollLoop.backingOff("drained"),
                PollLoop.on(Schedulers.parallel()),
                PollLoop.on(Schedulers.boundedElastic()));
        List<Collected<Delivery<Long>>> manual = new ArrayList<>();
        List<Collected<Long>> live = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Collected<Delivery<Long>> acknowledging = new Collected<>();
            receiver("consumer-" + i)
                    .runOn(loops.get(i % loops.size()))
                    .receiveManual(NUMBER)
                    .delayElements(Duration.ofMillis(1))
                    .doOnNext(Delivery::acknowledge)
                    .subscribe(acknowledging);
            manual.add(acknowledging);
            Collected<Long> unnamed = new Collected<>();
            temp.flux()
                    .draining(signal)
                    .runOn(loops.get(i % loops.size()))
                    .receive(NUMBER)
                    .subscribe(unnamed);
            live.add(unnamed);
        }
        await(
                "all at work",
                () -> manual.stream().noneMatch(r -> r.values.isEmpty())
                        && live.stream().noneMatch(r -> r.values.isEmpty()));
        assertEquals(new Drained(40, 0), signal.drain(LONG).block(DEADLINE));
        for (int i = 0; i < 20; i++) {
            Collected<Delivery<Long>> drained = manual.get(i);
            await("the delayed end", () -> drained.end() == SignalType.ON_COMPLETE);
            assertEquals(SignalType.ON_COMPLETE, live.get(i).end());
            long next = temp.cursor("consumer-" + i);
            assertEquals(
                    drained.values.size(),
                    temp.frames().stream().filter(f -> f.position() < next).count());
        }
    }

    @Test
    void whoSubscribesLaterCompletesAtOnce() {
        temp.append(0, 10);
        assertEquals(new Drained(0, 0), signal.drain(LONG).block(DEADLINE), "nothing is tied");
        Collected<Long> late = new Collected<>();
        receiver("risk").receive(NUMBER).subscribe(late);
        Collected<Delivery<Long>> lateManual = manual();
        assertNull(late.end(), "all signals are of the loop's thread");
        turn(loop);
        assertEquals(SignalType.ON_COMPLETE, late.end());
        assertEquals(SignalType.ON_COMPLETE, lateManual.end());
        assertEquals(List.of(), late.values);
    }

    @Test
    void whoSubscribesAgainForEverHoldsNobodyUp() {
        temp.append(0, 10);
        Collected<Long> endless = new Collected<>();
        receiver("risk").receive(NUMBER).repeat().subscribe(endless);
        Collected<Long> other = new Collected<>();
        temp.flux().runOn(loop).receive(NUMBER).subscribe(other);
        turn(loop);
        Collected<Drained> outcome = begin(signal.drain(LONG));
        turn(loop);
        assertEquals(List.of(new Drained(1, 0)), outcome.values);
        temp.append(10, 20);
        turn(loop);
        assertEquals(range(0, 10), endless.values);
        assertEquals(range(0, 20), other.values);
        endless.cancel();
    }

    @Test
    void whoHasNotOpenedYetCompletesWithoutWaiting() {
        Collected<Long> waiting = new Collected<>();
        JournalFlux.from(temp.path("missing"))
                .awaitJournal(LONG)
                .draining(signal)
                .receive(NUMBER)
                .subscribe(waiting);
        assertEquals(new Drained(1, 0), signal.drain(LONG).block(DEADLINE));
        assertEquals(SignalType.ON_COMPLETE, waiting.end());
    }

    @Test
    void twiceIsTheSameDrain() {
        temp.append(0, 10);
        Collected<Delivery<Long>> receiver = manual();
        turn(loop);
        Collected<Drained> first = begin(signal.drain(LONG));
        Collected<Drained> second = begin(signal.drain(Duration.ZERO));
        turn(loop);
        assertNull(receiver.end(), "the first one says how long");
        first.cancel();
        turn(loop);
        receiver.values.forEach(Delivery::acknowledge);
        turn(loop);
        assertEquals(SignalType.ON_COMPLETE, receiver.end(), "cancelling the Mono changed nothing");
        assertEquals(List.of(new Drained(1, 0)), second.values);
        assertEquals(new Drained(1, 0), signal.drain(LONG).block(DEADLINE));
    }

    @Test
    void whoIsCancelledOrAbortedMeanwhileIsNotWaitedFor() {
        temp.append(0, 10);
        PollLoop other = PollLoop.invoked("other");
        Collected<Delivery<Long>> cancelled = manual();
        Collected<Delivery<Long>> aborted = new Collected<>();
        receiver("b").runOn(other).receiveManual(NUMBER).subscribe(aborted);
        Collected<Delivery<Long>> never = new Collected<>();
        receiver("c").runOn(other).receiveManual(NUMBER).subscribe(never);
        never.cancel();
        turn(loop);
        turn(other);
        Collected<Drained> outcome = begin(signal.drain(LONG));
        turn(loop);
        cancelled.values.get(0).acknowledge();
        cancelled.cancel();
        turn(loop);
        assertEquals(List.of(), outcome.values);
        other.dispose();
        turn(other);
        assertEquals(RejectedExecutionException.class, aborted.error().getClass());
        assertEquals(List.of(new Drained(2, 19)), outcome.values);
    }

    @Test
    void stopsWithinATurn() {
        temp.append(0, 100);
        Collected<Drained> outcome = new Collected<>();
        Collected<Long> receiver = new Collected<>() {
            @Override
            protected void hookOnNext(Long value) {
                super.hookOnNext(value);
                if (value == 4) {
                    signal.drain(LONG).subscribe(outcome);
                }
            }
        };
        receiver("risk").receive(NUMBER).subscribe(receiver);
        turn(loop);
        turn(loop);
        assertEquals(range(0, 5), receiver.values);
        assertEquals(List.of(new Drained(1, 0)), outcome.values);
        assertEquals(temp.frames().get(5).position(), temp.cursor("risk"));
    }

    @Test
    void isShownWhileItWaits() {
        temp.append(0, 10);
        List<String> told = new CopyOnWriteArrayList<>();
        JournalListener listener = new JournalListener() {
            @Override
            public void onPaused(Path journal, String consumer, PausedReason reason, long position) {
                told.add(reason.describe(position));
            }

            @Override
            public void onResumed(Path journal, String consumer) {
                told.add("resumed");
            }
        };
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        try (Journal journal = Journal.open(temp.path(), TempJournal.OPTIONS.listener(listener))) {
            Collected<Delivery<Long>> receiver = new Collected<>();
            JournalFlux.from(journal)
                    .consumer("risk")
                    .draining(signal)
                    .runOn(PollLoop.on(clock))
                    .receiveManual(NUMBER)
                    .subscribe(receiver);
            clock.advanceTimeBy(Duration.ofMillis(1));
            assertNull(receiver.scan(JournalFlux.PAUSED));
            begin(signal.drain(LONG));
            String reason = "draining, waiting for acknowledge of position "
                    + receiver.values.get(0).position();
            assertEquals(reason, receiver.scan(JournalFlux.PAUSED));
            clock.advanceTimeBy(Duration.ofMillis(250));
            await("told", () -> told.equals(List.of(reason)));
            receiver.values.forEach(Delivery::acknowledge);
            clock.advanceTimeBy(Duration.ofMillis(1));
            await("told of the end", () -> told.equals(List.of(reason, "resumed")));
            assertNull(receiver.scan(JournalFlux.PAUSED));
        }
        clock.dispose();
    }

    @Test
    void whatTheMonosSubscriberThrowsDoesNotEndTheLoop() {
        temp.append(0, 10);
        List<Throwable> dropped = new ArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        RuntimeException rude = new RuntimeException("out of the outcome");
        receiver("risk").receive(NUMBER).subscribe();
        Collected<Long> other = new Collected<>();
        temp.flux().runOn(loop).receive(NUMBER).subscribe(other);
        turn(loop);
        signal.drain(LONG).subscribe(new Rude<Drained>(d -> {
            throw rude;
        }));
        turn(loop);
        assertSame(rude, dropped.get(0));
        temp.append(10, 20);
        turn(loop);
        assertEquals(range(0, 20), other.values);
    }

    private JournalFlux receiver(String name) {
        return temp.flux().consumer(name).draining(signal).runOn(loop);
    }

    private Collected<Delivery<Long>> manual() {
        Collected<Delivery<Long>> collected = new Collected<>();
        receiver("risk").receiveManual(NUMBER).subscribe(collected);
        return collected;
    }

    private static Collected<Drained> begin(Mono<Drained> drain) {
        Collected<Drained> outcome = new Collected<>();
        drain.subscribe(outcome);
        return outcome;
    }
}

package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBER;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.Start;
import io.tailrace.Until;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class JournalFluxBoundsTest {
    /** More than a page of frames. */
    private static final int FRAMES = 10_000;

    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @Test
    void startsAtTheEarliestFrameUnlessTold() {
        temp.append(0, FRAMES);
        expect(temp.flux().until(Until.tail()), 0, FRAMES);
        expect(temp.flux().start(Start.earliest()).until(Until.tail()), 0, FRAMES);
    }

    @Test
    void startsAtTheTail() {
        temp.append(0, 100);
        StepVerifier.withVirtualTime(() -> temp.flux()
                        .start(Start.latest())
                        .runOn(PollLoop.on(Schedulers.parallel()))
                        .receive(NUMBER))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(10))
                .then(() -> temp.append(100, 103))
                .thenAwait(Duration.ofMillis(1))
                .expectNext(100L, 101L, 102L)
                .thenCancel()
                .verify(DEADLINE);
    }

    @Test
    void startsAndEndsAtPositions() {
        temp.append(0, FRAMES);
        List<Long> positions = temp.frames().stream().map(f -> f.position()).toList();
        expect(temp.flux().start(Start.position(positions.get(4_000))).until(Until.tail()), 4_000, FRAMES);
        expect(temp.flux().until(Until.position(positions.get(4_000))), 0, 4_000);
        expect(
                temp.flux().start(Start.position(positions.get(3_000))).until(Until.position(positions.get(3_000) + 1)),
                3_000,
                3_001);
    }

    @Test
    void startsAndEndsAtTimes() {
        appendWithTime(0, 1_000);
        expect(temp.flux().start(Start.timestamp(5_005)).until(Until.tail()), 501, 1_000);
        expect(temp.flux().until(Until.timestamp(5_000)), 0, 500);
        expect(temp.flux().start(Start.timestamp(100)).until(Until.timestamp(101)), 10, 11);
    }

    @Test
    void endsAtTheTailAsItWasOnSubscription() {
        temp.append(0, 100);
        StepVerifier.withVirtualTime(
                        () -> temp.flux()
                                .until(Until.tail())
                                .runOn(PollLoop.on(Schedulers.parallel()))
                                .receive(NUMBER),
                        50)
                .expectSubscription()
                .thenAwait(Duration.ofMillis(1))
                .expectNextSequence(range(0, 50))
                .then(() -> temp.append(100, 200))
                .thenRequest(Long.MAX_VALUE)
                .thenAwait(Duration.ofMillis(1))
                .expectNextSequence(range(50, 100))
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void waitsForABoundBehindTheTail() {
        long last = temp.append(0, 100);
        StepVerifier.withVirtualTime(() -> temp.flux()
                        .until(Until.position(last + 64))
                        .runOn(PollLoop.on(Schedulers.parallel()))
                        .receive(NUMBER))
                .expectSubscription()
                .thenAwait(Duration.ofMillis(1))
                .expectNextSequence(range(0, 100))
                .expectNoEvent(Duration.ofMillis(10))
                .then(() -> temp.append(100, 200))
                .thenAwait(Duration.ofMillis(1))
                .thenConsumeWhile(v -> v < 105)
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void completesWithoutDemand() {
        long first = temp.append(0, 1);
        temp.append(1, 2);
        completesWithoutDemand(temp.flux().until(Until.position(first)));
        completesWithoutDemand(temp.flux().start(Start.latest()).until(Until.tail()));
        appendWithTime(10, 11);
        completesWithoutDemand(temp.flux().start(Start.timestamp(100)).until(Until.timestamp(100)));
    }

    @Test
    void completesWithoutDemandAtTheEndOfAPage() {
        temp.append(0, FRAMES);
        var frames = temp.frames();
        int next = 1;
        while (frames.get(next).position() / 65_536 == 0) {
            next++;
        }
        StepVerifier.create(
                        temp.flux()
                                .until(Until.position(frames.get(next).position()))
                                .receive(NUMBER),
                        next)
                .expectNextSequence(range(0, next))
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void completesWithTheLastRequestedFrame() {
        temp.append(0, 300);
        StepVerifier.create(temp.flux().until(Until.tail()).receive(NUMBER), 300)
                .expectNextSequence(range(0, 300))
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void doesNotCompleteWithoutDemandBeforeTheBound() {
        long last = temp.append(0, 2);
        StepVerifier.withVirtualTime(
                        () -> temp.flux()
                                .until(Until.position(last))
                                .runOn(PollLoop.on(Schedulers.parallel()))
                                .receive(NUMBER),
                        0)
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(10))
                .thenRequest(1)
                .thenAwait(Duration.ofMillis(1))
                .expectNext(0L)
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void completesAtATimeThatComesLater() {
        appendWithTime(0, 2);
        StepVerifier.withVirtualTime(
                        () -> temp.flux()
                                .until(Until.timestamp(50))
                                .runOn(PollLoop.on(Schedulers.parallel()))
                                .receive(NUMBER),
                        2)
                .expectSubscription()
                .thenAwait(Duration.ofMillis(1))
                .expectNext(0L, 1L)
                .expectNoEvent(Duration.ofMillis(10))
                .then(() -> appendWithTime(7, 8))
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void resumesWhereTheNameStands() {
        temp.append(0, 100);
        JournalFlux named = temp.flux().consumer("risk").until(Until.tail());
        expect(named, 0, 100);
        temp.append(100, 150);
        expect(named.start(Start.earliest()), 100, 150);
        expect(named.consumer("other"), 0, 150);
        expect(named.consumer("third").start(Start.latest()), 0, 0);
        assertEquals(0, temp.consumer("risk").lagBytes());
    }

    private void completesWithoutDemand(JournalFlux flux) {
        StepVerifier.create(flux.receive(NUMBER), 0)
                .expectSubscription()
                .expectComplete()
                .verify(DEADLINE);
    }

    private static void expect(JournalFlux flux, long from, long to) {
        Flux<Long> numbers = flux.receive(NUMBER);
        assertEquals(range(from, to), numbers.collectList().block(DEADLINE));
    }

    /** Frame n has the time 10 n; 0 has none. */
    private void appendWithTime(long from, long to) {
        try (Journal journal = temp.open();
                Appender appender = journal.appender()) {
            for (long i = from; i < to; i++) {
                byte[] number = {(byte) i, (byte) (i >> 8), 0, 0, 0, 0, 0, 0};
                appender.append(number, 0, number.length, 0, i * 10);
            }
        }
    }
}

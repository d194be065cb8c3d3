package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBER;
import static io.tailrace.reactor.TempJournal.await;
import static io.tailrace.reactor.TempJournal.end;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.FrameDecoder;
import io.tailrace.Journal;
import io.tailrace.JournalClosedException;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.Agent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

class JournalFluxEndTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    private final List<Throwable> dropped = new ArrayList<>();

    @AfterEach
    void resetHooks() {
        Hooks.resetOnErrorDropped();
        Hooks.resetOnOperatorError();
    }

    @Test
    void cancelledInsideOnNextFreesAllWhenThatReturned() throws Exception {
        temp.append(0, 100);
        PollLoop loop = PollLoop.invoked("inside");
        Agent agent = loop.agent();
        List<Long> seen = new ArrayList<>();
        temp.flux().consumer("risk").runOn(loop).receive(NUMBER).take(3).subscribe(seen::add);
        agent.doWork();
        assertEquals(range(0, 3), seen);
        assertFree("risk");
        assertEquals(temp.frames().get(3).position(), temp.consumer("risk").cursor());
    }

    @Test
    void cancelledOutsideFreesAllOnTheNextTurn() throws Exception {
        temp.append(0, 100);
        PollLoop loop = PollLoop.invoked("outside");
        Agent agent = loop.agent();
        List<Long> seen = new ArrayList<>();
        Disposable subscription =
                temp.flux().consumer("risk").runOn(loop).receive(NUMBER).subscribe(seen::add);
        agent.doWork();
        subscription.dispose();
        temp.append(100, 200);
        agent.doWork();
        assertEquals(range(0, 100), seen);
        assertFree("risk");
    }

    @Test
    void theFrameInFlightComesAgainWhenAnotherThreadCancels() throws Exception {
        temp.append(0, 100);
        PollLoop loop = PollLoop.invoked("in flight");
        List<Long> seen = new ArrayList<>();
        AtomicReference<Subscription> subscription = new AtomicReference<>();
        temp.flux()
                .consumer("risk")
                .runOn(loop)
                .receive(NUMBER)
                .doOnSubscribe(subscription::set)
                .subscribe(v -> {
                    seen.add(v);
                    if (v == 4) {
                        Thread other = new Thread(() -> subscription.get().cancel());
                        other.start();
                        await("cancelled", () -> !other.isAlive());
                    }
                });
        loop.agent().doWork();
        assertEquals(range(0, 5), seen);
        assertFree("risk");
        assertEquals(temp.frames().get(4).position(), temp.consumer("risk").cursor());
    }

    @Test
    void noFrameIsLostWhenTimersCancel() {
        temp.append(0, 100_000);
        List<Long> seen = temp.flux()
                .consumer("risk")
                .receive(NUMBER)
                .take(Duration.ofMillis(5))
                .repeat()
                .takeUntil(v -> v == 99_999)
                .collectList()
                .block(DEADLINE);
        long next = 0;
        for (long v : seen) {
            // At least once: one may come again, none may be missing.
            assertTrue(v == next || v == next - 1, v + " instead of " + next);
            next = v + 1;
        }
        assertEquals(100_000, next);
    }

    @Test
    void cancelledBeforeTheFirstTurnOpensNothing() throws Exception {
        PollLoop loop = PollLoop.invoked("early");
        AtomicReference<SignalType> end = new AtomicReference<>();
        JournalFlux.from(temp.path("missing"))
                .runOn(loop)
                .receive()
                .doFinally(end::set)
                .subscribe()
                .dispose();
        loop.agent().doWork();
        assertEquals(SignalType.CANCEL, end.get());
    }

    @Test
    void freesAllBeforeOnComplete() {
        temp.append(0, 10);
        Flux<Long> flux = temp.flux().consumer("risk").until(Until.tail()).receive(NUMBER);
        StepVerifier.create(flux.doOnComplete(() -> assertFree("risk")))
                .expectNextCount(10)
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void freesAllBeforeOnErrorOfTheDecoder() {
        temp.append(0, 10);
        IllegalStateException error = new IllegalStateException("cannot decode");
        Flux<Long> flux = temp.flux().consumer("risk").receive(failingAt(5, error));
        StepVerifier.create(flux.doOnError(e -> assertFree("risk")))
                .expectNextSequence(range(0, 5))
                .expectErrorSatisfies(e -> assertSame(error, e))
                .verify(DEADLINE);
        assertEquals(temp.frames().get(5).position(), temp.consumer("risk").cursor());
    }

    @Test
    void tellsEvenOfFatalErrorsOfTheDecoder() {
        temp.append(0, 10);
        LinkageError error = new NoSuchMethodError("in the codec");
        StepVerifier.create(temp.flux().receive(failingAt(1, error)))
                .expectNext(0L)
                .expectErrorSatisfies(e -> assertSame(error, e))
                .verify(DEADLINE);
    }

    @Test
    void anErrorReachesTheSubscriberThoughTheHookForErrorsThrows() {
        RuntimeException error = new RuntimeException("codec");
        RuntimeException ofHook = new RuntimeException("hook");
        Hooks.onOperatorError((e, value) -> {
            throw ofHook;
        });
        temp.append(0, 1);
        StepVerifier.create(temp.flux().receive(failingAt(0, error)))
                .expectErrorSatisfies(e -> {
                    assertSame(error, e);
                    assertSame(ofHook, e.getSuppressed()[0]);
                })
                .verify(DEADLINE);
    }

    @Test
    void aDecoderMustNotReturnNull() {
        temp.append(0, 10);
        StepVerifier.create(temp.flux().receive((buffer, offset, length, header) -> null))
                .expectErrorMatches(
                        e -> e instanceof NullPointerException && e.getMessage().equals("the decoder returned null"))
                .verify(DEADLINE);
    }

    @Test
    void anExceptionOutOfOnNextEndsThatSubscriptionOnly() throws Exception {
        Hooks.onErrorDropped(dropped::add);
        temp.append(0, 10);
        PollLoop loop = PollLoop.invoked("rude");
        RuntimeException rude = new RuntimeException("out of onNext");
        AtomicInteger signalsAfter = new AtomicInteger();
        temp.flux().consumer("risk").runOn(loop).receive(NUMBER).subscribe(new CoreSubscriber<>() {
            @Override
            public void onSubscribe(Subscription s) {
                s.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Long value) {
                if (value == 4) {
                    throw rude;
                }
                if (value > 4) {
                    signalsAfter.incrementAndGet();
                }
            }

            @Override
            public void onError(Throwable t) {
                signalsAfter.incrementAndGet();
            }

            @Override
            public void onComplete() {
                signalsAfter.incrementAndGet();
            }
        });
        List<Long> other = new ArrayList<>();
        temp.flux().runOn(loop).receive(NUMBER).subscribe(other::add);
        loop.agent().doWork();
        assertEquals(List.of(rude), dropped);
        assertEquals(0, signalsAfter.get());
        assertEquals(range(0, 10), other);
        assertFree("risk");
        assertEquals(temp.frames().get(4).position(), temp.consumer("risk").cursor(), "the refused frame comes again");
        end(loop);
    }

    @Test
    void repeatWorksOnOneName() {
        temp.append(0, 10_000);
        StepVerifier.create(temp.flux()
                        .consumer("risk")
                        .receive(NUMBER)
                        .take(1_000)
                        .repeat(9)
                        .collectList())
                .expectNext(range(0, 10_000))
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void repeatOfABoundedOneGoesOnWhereItEnded() {
        temp.append(0, 1_000);
        AtomicInteger rounds = new AtomicInteger();
        StepVerifier.create(temp.flux()
                        .consumer("risk")
                        .until(Until.tail())
                        .receive(NUMBER)
                        .doOnComplete(() -> temp.append(1_000L * rounds.incrementAndGet(), 1_000L * (rounds.get() + 1)))
                        .repeat(4)
                        .collectList())
                .expectNext(range(0, 5_000))
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void retryWorksOnOneName() {
        temp.append(0, 1_000);
        AtomicInteger failures = new AtomicInteger();
        FrameDecoder<Long> flaky = (buffer, offset, length, header) -> {
            long value = buffer.getLong(offset);
            if (value % 100 == 50 && failures.compareAndSet((int) value / 100, (int) value / 100 + 1)) {
                throw new IllegalStateException("once at " + value);
            }
            return value;
        };
        StepVerifier.create(temp.flux()
                        .consumer("risk")
                        .until(Until.tail())
                        .receive(flaky)
                        .retryWhen(Retry.max(10))
                        .collectList())
                .expectNext(range(0, 1_000))
                .expectComplete()
                .verify(DEADLINE);
        assertEquals(10, failures.get());
    }

    @Test
    void retryWithBackoffWorksOnOneName() {
        temp.append(0, 100);
        AtomicInteger failures = new AtomicInteger();
        FrameDecoder<Long> flaky = (buffer, offset, length, header) -> {
            if (buffer.getLong(offset) == 50 && failures.incrementAndGet() < 3) {
                throw new IllegalStateException("twice");
            }
            return buffer.getLong(offset);
        };
        StepVerifier.create(temp.flux()
                        .consumer("risk")
                        .until(Until.tail())
                        .receive(flaky)
                        .retryWhen(Retry.backoff(5, Duration.ofMillis(1)))
                        .collectList())
                .expectNext(range(0, 100))
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void switchMapWorksOnOneName() throws Exception {
        temp.append(0, 1_000);
        PollLoop loop = PollLoop.invoked("switched");
        Sinks.Many<Long> outer = Sinks.many().unicast().onBackpressureBuffer();
        List<Long> seen = new ArrayList<>();
        // The switch comes out of the subscriber's onNext, in the middle of the inner one's poll, on the loop's thread:
        // so it is exact.
        Disposable switching = outer.asFlux()
                .switchMap(round -> temp.flux().consumer("risk").runOn(loop).receive(NUMBER))
                .subscribe(v -> {
                    seen.add(v);
                    if (v % 100 == 99) {
                        outer.tryEmitNext(v);
                    }
                });
        outer.tryEmitNext(0L);
        for (int turn = 0; turn < 100; turn++) {
            loop.agent().doWork();
        }
        assertEquals(range(0, 1_000), seen);
        switching.dispose();
        loop.agent().doWork();
        assertFree("risk");
    }

    @Test
    void aNameWanderingBetweenLoopsIsFreedAndTaken() {
        temp.append(0, 2_000);
        List<PollLoop> loops = List.of(PollLoop.backingOff("one"), PollLoop.backingOff("two"), PollLoop.shared());
        StepVerifier.create(Flux.range(0, 20)
                        .concatMap(
                                i -> temp.flux()
                                        .consumer("risk")
                                        .runOn(loops.get(i % loops.size()))
                                        .receive(NUMBER)
                                        .take(100),
                                1)
                        .collectList())
                .expectNext(range(0, 2_000))
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void leavesTheCallersJournalOpen() {
        temp.append(0, 10);
        try (Journal journal = temp.open()) {
            Flux<Long> flux = JournalFlux.from(journal).until(Until.tail()).receive(NUMBER);
            assertEquals(range(0, 10), flux.collectList().block(DEADLINE));
            assertEquals(range(0, 10), flux.collectList().block(DEADLINE));
            assertTrue(journal.status().tail() > 0);
        }
    }

    @Test
    void aClosedJournalIsAnError() {
        Journal journal = temp.open();
        journal.close();
        StepVerifier.create(JournalFlux.from(journal).receive())
                .expectError(JournalClosedException.class)
                .verify(DEADLINE);
    }

    @Test
    void cancelFromAnotherThreadEndsALiveFlux() {
        temp.append(0, 10);
        AtomicInteger seen = new AtomicInteger();
        Disposable live = temp.flux().consumer("risk").receive().subscribe(f -> seen.incrementAndGet());
        await("replay", () -> seen.get() == 10);
        live.dispose();
        await("name is free", () -> !temp.consumer("risk").alive());
    }

    private FrameDecoder<Long> failingAt(long number, Throwable error) {
        return (buffer, offset, length, header) -> {
            long value = buffer.getLong(offset);
            if (value == number) {
                throw JournalFluxEndTest.<RuntimeException>sneaky(error);
            }
            return value;
        };
    }

    private void assertFree(String name) {
        try (Journal journal = Journal.open(temp.path());
                Reader reader =
                        journal.reader(ReaderOptions.defaults().consumer(name).takeoverTimeout(Duration.ZERO))) {
            assertTrue(reader.position() >= 0);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E sneaky(Throwable t) throws E {
        throw (E) t;
    }
}

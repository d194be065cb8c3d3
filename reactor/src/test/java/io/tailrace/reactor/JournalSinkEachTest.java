package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBERS;
import static io.tailrace.reactor.TempJournal.OPTIONS;
import static io.tailrace.reactor.TempJournal.await;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Frame;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.util.context.ContextView;

@Timeout(60)
class JournalSinkEachTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @AfterEach
    void resetHooks() {
        Hooks.resetOnErrorDropped();
    }

    @Test
    void tellsThePositionOfEachWithItsCorrelationInOrder() {
        for (var scheduler : List.of(Schedulers.immediate(), Schedulers.parallel(), Schedulers.boundedElastic())) {
            temp.append(0, 1);
            int before = temp.frames().size();
            List<SendResult<String>> results = Objects.requireNonNull(sink().sendEach(
                            Flux.range(0, 5_000)
                                    .map(i -> new Outgoing<>((long) i, "c" + i))
                                    .publishOn(scheduler),
                            NUMBERS)
                    .collectList()
                    .block(DEADLINE));
            List<Frame> frames = temp.frames().subList(before, before + 5_000);
            for (int i = 0; i < 5_000; i++) {
                assertEquals(new SendResult<>(frames.get(i).position(), "c" + i), results.get(i));
            }
            assertEquals(5_000, results.size());
        }
    }

    @Test
    void standardTypesNeedNoEncoderAndCorrelationsMayBeNull() {
        Flux<Outgoing<?, String>> source = Flux.just(new Outgoing<>("text", "a"), new Outgoing<>(new byte[] {1}, null));
        StepVerifier.create(sink().sendEach(source).map(r -> String.valueOf(r.correlation())))
                .expectNext("a", "null")
                .expectComplete()
                .verify(DEADLINE);
        assertEquals("text", temp.frames().get(0).utf8());
    }

    @Test
    void resultsNotAskedForAreHeldUpToThePrefetchAndNeverLost() {
        AtomicLong requested = new AtomicLong();
        AtomicLong told = new AtomicLong();
        Flux<Outgoing<Long, Long>> source = numbers(1_000).doOnRequest(requested::addAndGet);
        StepVerifier.create(sink().prefetch(8).sendEach(source, NUMBERS).doOnNext(r -> told.incrementAndGet()), 0)
                .expectSubscription()
                .then(() -> await("a prefetch is appended", () -> temp.hasNumbers(8)))
                .expectNoEvent(Duration.ofMillis(20))
                .then(() -> assertEquals(8, requested.get()))
                .thenRequest(5)
                .expectNextCount(5)
                .then(() -> assertEquals(8, requested.get(), "less than three quarters were told"))
                .thenRequest(1)
                .expectNextCount(1)
                .then(() -> await("replenished", () -> temp.hasNumbers(14)))
                .expectNoEvent(Duration.ofMillis(20))
                .then(() -> assertEquals(14, requested.get()))
                .then(() -> assertEquals(14, temp.numbers().size()))
                .then(() -> assertEquals(6, told.get()))
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(994)
                .expectComplete()
                .verify(DEADLINE);
        assertEquals(range(0, 1_000), temp.numbers());
    }

    @Test
    void leavesTheRoleWhenAllIsAppendedThoughResultsAreNotAskedFor() {
        temp.open().close();
        StepVerifier.create(sink().sendEach(numbers(3), NUMBERS), 1)
                .expectNextCount(1)
                .then(() -> await("role is free", temp::isRoleFree))
                .thenRequest(1)
                .expectNextCount(1)
                .expectNoEvent(Duration.ofMillis(10))
                .thenRequest(1)
                .expectNextCount(1)
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void anErrorOfTheSourceComesAfterTheResultsOfWhatItEmitted() {
        RuntimeException error = new RuntimeException("source");
        StepVerifier.create(sink().sendEach(numbers(3).concatWith(Flux.error(error)), NUMBERS), 1)
                .expectNextCount(1)
                .expectNoEvent(Duration.ofMillis(10))
                .then(() -> assertTrue(temp.isRoleFree()))
                .thenRequest(2)
                .expectNextCount(2)
                .expectErrorSatisfies(e -> assertSame(error, e))
                .verify(DEADLINE);
        assertEquals(range(0, 3), temp.numbers());
    }

    @Test
    void anErrorOfTheEncoderComesAfterTheResultsAndDiscardsTheRest() {
        List<Object> discarded = new CopyOnWriteArrayList<>();
        IllegalStateException error = new IllegalStateException("cannot encode");
        FrameEncoder<Long> failing = new FrameEncoder<>() {
            @Override
            public int maxLength(Long value) {
                return Long.BYTES;
            }

            @Override
            public int encode(Long value, MutableDirectBuffer buffer, int offset) {
                if (value == 3) {
                    throw error;
                }
                buffer.putLong(offset, value);
                return Long.BYTES;
            }
        };
        TestPublisher<Outgoing<Long, Long>> source = TestPublisher.create();
        StepVerifier.create(sink().sendEach(source, failing).doOnDiscard(Outgoing.class, discarded::add), 1)
                .then(() -> await("subscribed", () -> source.subscribeCount() == 1))
                .then(() -> {
                    for (long i = 0; i < 4; i++) {
                        source.next(new Outgoing<>(i, i));
                    }
                })
                .expectNextCount(1)
                .then(source::assertCancelled)
                .thenRequest(5)
                .expectNextCount(2)
                .expectErrorSatisfies(e -> assertSame(error, e))
                .verify(DEADLINE);
        assertEquals(List.of(new Outgoing<>(3L, 3L)), discarded);
        assertEquals(range(0, 3), temp.numbers());
    }

    @Test
    void cancelInTheMiddleTellsNothingMore() {
        List<Long> told = new CopyOnWriteArrayList<>();
        StepVerifier.create(sink().sendEach(numbers(1_000), NUMBERS)
                        .doOnNext(r -> told.add(Objects.requireNonNull(r.correlation())))
                        .take(10))
                .expectNextCount(10)
                .expectComplete()
                .verify(DEADLINE);
        await("role is free", temp::isRoleFree);
        assertEquals(range(0, 10), told);
        List<Long> appended = temp.numbers();
        assertEquals(range(0, appended.size()), appended);
    }

    @Test
    void aBadRequestIsAnErrorAtOnce() {
        for (long bad : new long[] {0, -1, Long.MIN_VALUE}) {
            AtomicReference<Throwable> error = new AtomicReference<>();
            sink().sendEach(numbers(10), NUMBERS).subscribe(new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {
                    subscription.request(bad);
                }

                @Override
                protected void hookOnError(Throwable t) {
                    error.set(t);
                }
            });
            await("error", () -> error.get() != null);
            assertTrue(error.get().getMessage().contains("3.9"), error.get().getMessage());
            assertTrue(temp.isRoleFree());
        }
    }

    @Test
    void aSubscriberMaySendAndWaitForIt() {
        Flux<Long> nested = sink().sendEach(numbers(100).subscribeOn(Schedulers.boundedElastic()), NUMBERS)
                .map(r -> Objects.requireNonNull(
                                sink().send(Flux.just(-1L), NUMBERS).block(DEADLINE))
                        .count());
        assertEquals(100, nested.count().block(DEADLINE));
        assertEquals(200, temp.numbers().size());
    }

    @Test
    void aSubscriberMayWaitForAnotherSenderWhileItsOwnTurnComes() throws InterruptedException {
        temp.open().close();
        TestPublisher<Outgoing<Long, Long>> source = TestPublisher.create();
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch otherHasSent = new CountDownLatch(1);
        Collected<SendResult<Long>> results = new Collected<>(0) {
            @Override
            protected void hookOnNext(SendResult<Long> result) {
                telling.countDown();
                awaitLatch(otherHasSent);
                super.hookOnNext(result);
            }
        };
        sink().sendEach(source, NUMBERS).subscribe(results);
        await("subscribed", () -> source.subscribeCount() == 1);
        source.next(new Outgoing<>(0L, 0L));

        CountDownLatch encoding = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TestPublisher<Long> busy = TestPublisher.create();
        sink().send(busy, encoderThat(() -> {
                    encoding.countDown();
                    awaitLatch(goOn);
                }))
                .subscribe();
        await("subscribed", () -> busy.subscribeCount() == 1);
        Thread appending = new Thread(() -> busy.next(1L));
        appending.start();
        encoding.await();
        source.next(new Outgoing<>(2L, 2L));
        Thread asking = new Thread(() -> results.request(2));
        asking.start();
        telling.await();
        // Its turn comes while its subscriber waits for another one.
        goOn.countDown();
        appending.join();
        assertEquals(1, sink().send(Flux.just(3L), NUMBERS).block(DEADLINE).count());
        otherHasSent.countDown();
        asking.join();
        await("the second result", () -> results.values.size() == 2);
        assertEquals(List.of(0L, 1L, 3L, 2L), temp.numbers());
        source.complete();
        busy.complete();
    }

    @Test
    void aSubscriberThatThrowsHasCancelledAndHoldsNobodyUp() {
        List<Throwable> dropped = new CopyOnWriteArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        temp.open().close();
        RuntimeException rude = new RuntimeException("out of onNext");
        TestPublisher<Outgoing<Long, Long>> source = TestPublisher.create();
        sink().sendEach(source, NUMBERS).subscribe(new Rude<>(result -> {
            throw rude;
        }));
        await("subscribed", () -> source.subscribeCount() == 1);
        source.next(new Outgoing<>(1L, 1L));
        source.assertCancelled();
        assertEquals(List.of(rude), dropped);
        await("role is free", temp::isRoleFree);
    }

    @Test
    void resultsThatNobodyAskedForAreDiscardedOnCancel() {
        List<Object> discarded = new CopyOnWriteArrayList<>();
        temp.open().close();
        Collected<SendResult<Long>> results = new Collected<>(1);
        AtomicReference<Scannable> subscription = new AtomicReference<>();
        sink().sendEach(numbers(5), NUMBERS)
                .doOnSubscribe(s -> subscription.set(Scannable.from(s)))
                .doOnDiscard(SendResult.class, r -> discarded.add(r.correlation()))
                .subscribe(results);
        await("all is appended", () -> temp.hasNumbers(5) && temp.isRoleFree());
        await("the first is told", () -> results.values.size() == 1);
        assertEquals(0, subscription.get().scan(Scannable.Attr.REQUESTED_FROM_DOWNSTREAM));
        results.cancel();
        await("discarded", () -> discarded.size() == 4);
        assertEquals(range(1, 5), discarded);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertTrue(latch.await(DEADLINE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static FrameEncoder<Long> encoderThat(Runnable action) {
        return new FrameEncoder<>() {
            @Override
            public int maxLength(Long value) {
                return Long.BYTES;
            }

            @Override
            public int encode(Long value, MutableDirectBuffer buffer, int offset) {
                action.run();
                return NUMBERS.encode(value, buffer, offset);
            }
        };
    }

    @Test
    void forwardsTheContextAndAnswersScans() {
        AtomicReference<ContextView> seen = new AtomicReference<>();
        sink().sendEach(
                        Flux.deferContextual(context -> {
                            seen.set(context);
                            return numbers(1);
                        }),
                        NUMBERS)
                .contextWrite(c -> c.put("key", "value"))
                .blockLast(DEADLINE);
        assertEquals("value", seen.get().get("key"));

        AtomicReference<Scannable> subscription = new AtomicReference<>();
        Flux<SendResult<Long>> never = sink().prefetch(32).sendEach(Flux.<Outgoing<Long, Long>>never(), NUMBERS);
        assertEquals(32, Scannable.from(never).scan(Scannable.Attr.PREFETCH));
        Disposable running =
                never.doOnSubscribe(s -> subscription.set(Scannable.from(s))).subscribe();
        assertEquals(32, subscription.get().scan(Scannable.Attr.PREFETCH));
        assertEquals(Long.MAX_VALUE, subscription.get().scan(Scannable.Attr.REQUESTED_FROM_DOWNSTREAM));
        running.dispose();
        await("terminated", () -> subscription.get().scan(Scannable.Attr.TERMINATED) == Boolean.TRUE);
    }

    private static Flux<Outgoing<Long, Long>> numbers(long count) {
        return Flux.fromStream(() -> LongStream.range(0, count).mapToObj(i -> new Outgoing<>(i, i)));
    }

    private JournalSink sink() {
        return JournalSink.to(temp.path()).options(OPTIONS);
    }
}

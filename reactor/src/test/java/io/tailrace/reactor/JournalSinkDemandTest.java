package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBERS;
import static io.tailrace.reactor.TempJournal.OPTIONS;
import static io.tailrace.reactor.TempJournal.await;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

@Timeout(60)
class JournalSinkDemandTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @Test
    void requestsABoundedNumberAndReplenishesAtThreeQuarters() {
        assertEquals(List.of(256L, 192L, 192L, 192L), requests(sink(), 700).subList(0, 4));
        assertEquals(List.of(8L, 6L, 6L, 6L), requests(sink().prefetch(8), 21).subList(0, 4));
        assertEquals(List.of(1L, 1L, 1L, 1L), requests(sink().prefetch(1), 4).subList(0, 4));
        assertEquals(List.of(Long.MAX_VALUE), requests(sink().prefetch(Integer.MAX_VALUE), 1_000));
    }

    @Test
    void aSourceIsNotAskedForMoreThanWasAppended() {
        CountDownLatch encoding = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TestPublisher<Long> source = TestPublisher.create();
        List<Long> requested = new CopyOnWriteArrayList<>();
        var result = sink().prefetch(4)
                .send(source.flux().doOnRequest(requested::add), blockingAt(2, encoding, goOn))
                .cache();
        result.subscribe();
        await("requested", () -> requested.size() == 1);
        Thread emitting = new Thread(() -> source.next(0L, 1L, 2L, 3L));
        emitting.start();
        await("in the middle of the third", () -> encoding.getCount() == 0);
        assertEquals(List.of(4L), requested);
        goOn.countDown();
        await("all emitted", () -> !emitting.isAlive());
        assertEquals(List.of(4L, 3L), requested);
        source.complete();
        assertEquals(4, result.block(DEADLINE).count());
    }

    @Test
    void cancelCancelsTheSourceAndFreesTheRole() {
        TestPublisher<Long> source = TestPublisher.create();
        AtomicReference<SignalType> end = new AtomicReference<>();
        Disposable sending = sink().send(source, NUMBERS).doFinally(end::set).subscribe();
        await("subscribed", () -> source.subscribeCount() == 1);
        source.next(0L, 1L);
        sending.dispose();
        source.assertCancelled();
        assertEquals(SignalType.CANCEL, end.get());
        assertRoleIsFree();
        assertEquals(range(0, 2), temp.numbers());
    }

    @Test
    void cancelWaitsForAnAppendOnAnotherThread() {
        CountDownLatch encoding = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<Object> discarded = new CopyOnWriteArrayList<>();
        AtomicReference<Throwable> error = new AtomicReference<>();
        Disposable sending = sink().send(Flux.fromIterable(range(0, 100)), blockingAt(50, encoding, goOn))
                .doOnDiscard(Long.class, discarded::add)
                .subscribe(r -> {}, error::set);
        await("in the middle of an append", () -> encoding.getCount() == 0);
        sending.dispose();
        goOn.countDown();
        await("role is free", temp::isRoleFree);
        assertEquals(range(0, 51), temp.numbers());
        assertNull(error.get());
    }

    @Test
    void cancelBeforeTheJournalIsOpenOpensOrClosesIt() {
        for (int i = 0; i < 200; i++) {
            sink().send(Flux.never()).subscribe().dispose();
        }
        await("role is free", temp::isRoleFree);
    }

    @Test
    void cancelWhileElementsAreHeldDiscardsThem() {
        int length = 16 * 1024 - 64;
        for (int round = 0; round < 20; round++) {
            Set<Integer> emitted = ConcurrentHashMap.newKeySet();
            Set<Integer> appended = ConcurrentHashMap.newKeySet();
            Set<Integer> discarded = ConcurrentHashMap.newKeySet();
            FrameEncoder<Integer> encoder = new FrameEncoder<>() {
                @Override
                public int maxLength(Integer value) {
                    return length;
                }

                @Override
                public int encode(Integer value, MutableDirectBuffer buffer, int offset) {
                    appended.add(value);
                    return length;
                }
            };
            Disposable sending = sink().send(
                            Flux.range(0, 400).publishOn(Schedulers.parallel()).doOnNext(emitted::add), encoder)
                    .doOnDiscard(Integer.class, discarded::add)
                    .subscribe();
            int some = 5 + round;
            await("some were appended", () -> appended.size() > some);
            sending.dispose();
            await("role is free", temp::isRoleFree);
            // Upstream discards what it had not emitted, too.
            await(
                    "each was appended or discarded",
                    () -> emitted.stream().allMatch(e -> appended.contains(e) != discarded.contains(e)));
        }
    }

    @Test
    void anOverproducingSourceIsAnErrorWhereItMatters() {
        // One that ignores demand altogether, while elements are held: more than the bound cannot be.
        CountDownLatch encoding = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TestPublisher<Long> source = TestPublisher.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);
        List<Object> discarded = new CopyOnWriteArrayList<>();
        StepVerifier.create(sink().prefetch(8)
                        .send(source.flux(), blockingAt(0, encoding, goOn))
                        .doOnDiscard(Long.class, discarded::add))
                .then(() -> await("subscribed", () -> source.subscribeCount() == 1))
                .then(() -> new Thread(() -> source.next(0L)).start())
                .then(() -> await("in the middle of an append", () -> encoding.getCount() == 0))
                .then(() -> {
                    for (long i = 1; i < 50; i++) {
                        source.next(i);
                    }
                })
                .then(goOn::countDown)
                .expectErrorMatches(e ->
                        e instanceof IllegalStateException && e.getMessage().contains("more than was requested"))
                .verify(DEADLINE);
        assertTrue(temp.numbers().size() <= 9, "the bound");
        assertEquals(range(0, temp.numbers().size()), temp.numbers());
    }

    @Test
    void aSecondOnSubscribeIsCancelled() {
        List<String> cancelled = new CopyOnWriteArrayList<>();
        Publisher<String> twice = subscriber -> {
            subscriber.onSubscribe(subscription("first", cancelled));
            subscriber.onSubscribe(subscription("second", cancelled));
            subscriber.onNext("x");
            subscriber.onComplete();
        };
        assertEquals(1, sink().send(twice).block(DEADLINE).count());
        assertEquals(List.of("second"), cancelled);
    }

    @Test
    void nullIsAnExceptionForWhoSignalsIt() {
        AtomicReference<Subscriber<? super String>> subscriber = new AtomicReference<>();
        Publisher<String> source = s -> {
            s.onSubscribe(subscription("only", new CopyOnWriteArrayList<>()));
            subscriber.set(s);
        };
        var sending = sink().send(source).subscribe();
        await("subscribed", () -> subscriber.get() != null);
        assertThrows(NullPointerException.class, () -> subscriber.get().onNext(null));
        sending.dispose();
    }

    private List<Long> requests(JournalSink sink, int elements) {
        List<Long> requests = new CopyOnWriteArrayList<>();
        sink.send(Flux.range(0, elements).map(i -> "x").doOnRequest(requests::add))
                .block(DEADLINE);
        return requests;
    }

    private static FrameEncoder<Long> blockingAt(long number, CountDownLatch reached, CountDownLatch goOn) {
        return new FrameEncoder<>() {
            @Override
            public int maxLength(Long value) {
                return Long.BYTES;
            }

            @Override
            public int encode(Long value, MutableDirectBuffer buffer, int offset) {
                if (value == number) {
                    reached.countDown();
                    try {
                        assertTrue(goOn.await(DEADLINE.toSeconds(), TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
                buffer.putLong(offset, value);
                return Long.BYTES;
            }
        };
    }

    private static Subscription subscription(String name, List<String> cancelled) {
        return new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {
                cancelled.add(name);
            }
        };
    }

    private JournalSink sink() {
        return JournalSink.to(temp.path()).options(OPTIONS);
    }

    private void assertRoleIsFree() {
        assertTrue(temp.isRoleFree());
    }
}

package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.OPTIONS;
import static io.tailrace.reactor.TempJournal.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.ConsumerPolicy;
import io.tailrace.GateClosedException;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** A consumer that reads no more stops the source's demand, and lets it go on when it does. */
@Timeout(60)
class JournalSinkGateTest {
    private static final int CAPACITY = 64 * 1024;
    private static final int LENGTH = 1_000;
    private static final int FIT = CAPACITY / (LENGTH + 16);
    private static final int PREFETCH = 16;

    @RegisterExtension
    final TempJournal temp = new TempJournal();

    private final List<Long> read = new ArrayList<>();
    private Journal journal;
    private Reader slow;

    @BeforeEach
    void openConsumer() {
        journal = Journal.openOrCreate(temp.path(), OPTIONS.capacity(CAPACITY));
        slow = journal.reader(ReaderOptions.defaults().consumer("slow").policy(ConsumerPolicy.GATE));
    }

    @AfterEach
    void close() {
        slow.close();
        journal.close();
    }

    @Test
    void demandStandsStillWhileTheGateIsClosedAndGoesOnByItself() {
        for (Scheduler scheduler :
                List.of(Schedulers.immediate(), Schedulers.parallel(), Schedulers.boundedElastic())) {
            read.clear();
            AtomicLong requested = new AtomicLong();
            AtomicLong emitted = new AtomicLong();
            AtomicReference<Scannable> subscription = new AtomicReference<>();
            AtomicReference<SendTotal> total = new AtomicReference<>();
            long count = 1_000;
            // The publishOn asks for as much as it is asked.
            Flux<Long> source = Flux.range(0, (int) count)
                    .map(n -> (long) n)
                    .publishOn(scheduler, 1)
                    .doOnRequest(requested::addAndGet)
                    .doOnNext(n -> emitted.incrementAndGet());
            sink().send(source, LARGE)
                    .doOnSubscribe(s -> subscription.set(Scannable.from(s)))
                    .subscribe(total::set);
            await("the gate closed", () -> subscription.get() != null && reason(subscription) != null);
            GateClosedException reason = (GateClosedException) reason(subscription);
            assertEquals("slow", reason.consumer());
            await("all that was requested is emitted", () -> emitted.get() == requested.get());
            long appended = emitted.get() - held(subscription);
            assertTrue(appended <= FIT && appended >= FIT - 1, appended + " fit");
            assertTrue(requested.get() <= appended + PREFETCH, requested + " requested, " + appended + " appended");
            long stands = requested.get();
            read(10);
            await("goes on", () -> requested.get() > stands || held(subscription) < PREFETCH / 2);
            while (total.get() == null) {
                read(100);
                assertTrue(requested.get() <= read.size() + FIT + 1 + PREFETCH);
            }
            assertEquals(count, total.get().count());
            assertNull(reason(subscription));
            read(1_000);
            assertEquals(TempJournal.range(0, count), read);
        }
    }

    @Test
    void aThreadThatMustNotBlockIsNotKeptByAGate() throws InterruptedException {
        fill();
        TestPublisher<Long> source = TestPublisher.create();
        AtomicReference<Scannable> subscription = new AtomicReference<>();
        AtomicReference<SendTotal> total = new AtomicReference<>();
        sink().send(source, LARGE)
                .doOnSubscribe(s -> subscription.set(Scannable.from(s)))
                .subscribe(total::set);
        await("subscribed", () -> source.subscribeCount() == 1);
        CountDownLatch emitted = new CountDownLatch(1);
        Schedulers.parallel().schedule(() -> {
            for (long n = 0; n < PREFETCH; n++) {
                source.next(n);
            }
            source.complete();
            emitted.countDown();
        });
        assertTrue(emitted.await(DEADLINE.toSeconds(), TimeUnit.SECONDS));
        await("why", () -> reason(subscription) instanceof GateClosedException);
        assertEquals(PREFETCH, held(subscription));
        read(1_000);
        await("total", () -> total.get() != null);
        assertEquals(PREFETCH, total.get().count());
    }

    @Test
    void stallTimeoutZeroIsAnErrorAtOnceAndDiscardsWhatIsHeld() {
        fill();
        for (Scheduler scheduler : List.of(Schedulers.immediate(), Schedulers.parallel())) {
            Set<Long> discarded = ConcurrentHashMap.newKeySet();
            StepVerifier.create(sink().stallTimeout(Duration.ZERO)
                            .send(Flux.just(1L, 2L, 3L).publishOn(scheduler), LARGE)
                            .doOnDiscard(Long.class, discarded::add)
                            .doOnError(e -> assertTrue(temp.isRoleFree())))
                    .expectErrorMatches(e -> e instanceof GateClosedException && JournalException.isRetryable(e))
                    .verify(DEADLINE);
            await("discarded", () -> discarded.equals(Set.of(1L, 2L, 3L)));
        }
    }

    @Test
    void stallTimeoutCountsFromTheLastAppend() {
        Duration timeout = Duration.ofMillis(300);
        long began = System.nanoTime();
        StepVerifier.create(
                        sink().stallTimeout(timeout).send(Flux.range(0, 1_000).map(n -> (long) n), LARGE))
                .expectError(GateClosedException.class)
                .verify(DEADLINE);
        assertTrue(System.nanoTime() - began >= timeout.toNanos());
        read(1_000);
        assertTrue(read.size() <= FIT, "no more than fit");
        assertEquals(TempJournal.range(0, read.size()), read);
    }

    @Test
    void whoWaitsForAStalledOneHasItsOwnTimeout() {
        fill();
        AtomicReference<Object> patient = new AtomicReference<>();
        Disposable sending = sink().send(Flux.just(1L), LARGE).subscribe(patient::set, patient::set);
        StepVerifier.create(sink().stallTimeout(Duration.ofMillis(50)).send(Flux.just(2L), LARGE))
                .expectError(GateClosedException.class)
                .verify(DEADLINE);
        StepVerifier.create(sink().stallTimeout(Duration.ZERO).send(Flux.just(3L), LARGE))
                .expectError(GateClosedException.class)
                .verify(DEADLINE);
        assertNull(patient.get());
        read(1_000);
        await("the patient one", () -> patient.get() != null);
        assertTrue(patient.get() instanceof SendTotal, patient.toString());
        assertTrue(sending.isDisposed());
    }

    @Test
    void whoWaitsForItsTurnIsToldThatItWaitsForAGate() throws InterruptedException {
        fill();
        read(1);
        CountDownLatch encoding = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        FrameEncoder<Long> blocking = new FrameEncoder<>() {
            @Override
            public int maxLength(Long value) {
                return LENGTH;
            }

            @Override
            public int encode(Long value, MutableDirectBuffer buffer, int offset) {
                encoding.countDown();
                try {
                    assertTrue(goOn.await(DEADLINE.toSeconds(), TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return LARGE.encode(value, buffer, offset);
            }
        };
        // One frame fits; the second stalls while the other sender waits for its turn.
        TestPublisher<Long> first = TestPublisher.create();
        Disposable holder = sink().send(first, blocking).subscribe();
        await("subscribed", () -> first.subscribeCount() == 1);
        Thread thread = new Thread(() -> first.next(1L));
        thread.start();
        encoding.await();
        first.next(2L);
        TestPublisher<Long> source = TestPublisher.create();
        AtomicReference<Object> told = new AtomicReference<>();
        sink().stallTimeout(Duration.ZERO).send(source, LARGE).subscribe(told::set, told::set);
        await("subscribed", () -> source.subscribeCount() == 1);
        source.next(3L);
        assertNull(told.get(), "nothing is stalled yet");
        goOn.countDown();
        await("told", () -> told.get() != null);
        assertTrue(told.get() instanceof GateClosedException, told.toString());
        thread.join();
        holder.dispose();
    }

    @Test
    void cancelOfAStalledOneLetsTheNextTry() {
        fill();
        AtomicReference<Object> other = new AtomicReference<>();
        Set<Long> discarded = ConcurrentHashMap.newKeySet();
        AtomicReference<Scannable> subscription = new AtomicReference<>();
        Disposable stalled = sink().send(Flux.just(1L, 2L), LARGE)
                .doOnSubscribe(s -> subscription.set(Scannable.from(s)))
                .doOnDiscard(Long.class, discarded::add)
                .subscribe();
        await("stalled", () -> subscription.get() != null && held(subscription) == 2);
        sink().send(Flux.just(3L), LARGE).subscribe(other::set, other::set);
        stalled.dispose();
        await("discarded", () -> discarded.equals(Set.of(1L, 2L)));
        assertNull(other.get());
        read(1_000);
        await("the other one", () -> other.get() != null);
        assertTrue(other.get() instanceof SendTotal, other.toString());
        read(1_000);
        assertEquals(3L, read.get(read.size() - 1));
        assertFalse(read.contains(1L));
    }

    @Test
    void allThatAreStalledGoOnInTurns() {
        fill();
        int senders = 4;
        int count = 400;
        AtomicLong sent = new AtomicLong();
        for (long sender = 0; sender < senders; sender++) {
            long id = sender << 32;
            Scheduler scheduler = sender % 2 == 0 ? Schedulers.parallel() : Schedulers.boundedElastic();
            sink().send(Flux.range(0, count).map(n -> id | n).publishOn(scheduler), LARGE)
                    .subscribe(total -> sent.addAndGet(total.count()));
        }
        while (sent.get() < senders * count) {
            read(50);
        }
        read(10_000);
        for (long sender = 0; sender < senders; sender++) {
            long id = sender << 32;
            assertEquals(
                    TempJournal.range(id, id + count),
                    read.stream().filter(n -> n >>> 32 == id >>> 32 && n >= 0).toList());
        }
    }

    @Test
    void noTimeoutIsLostThatPassesWhileASendBeginsToHold() throws InterruptedException {
        fill();
        TestPublisher<Long> other = keepTheRole();
        // So that threads are taken off their core where it hurts.
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> busy = new ArrayList<>();
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            Thread thread = new Thread(() -> {
                while (!over.get()) {
                    Thread.onSpinWait();
                }
            });
            busy.add(thread);
            thread.start();
        }
        try {
            for (int i = 0; i < 500; i++) {
                Duration timeout = Duration.ofNanos(1_000 + i % 64 * 1_000);
                StepVerifier.create(sink().stallTimeout(timeout).send(Flux.just(1L), LARGE))
                        .expectError(GateClosedException.class)
                        .verify(DEADLINE);
            }
        } finally {
            over.set(true);
            for (Thread thread : busy) {
                thread.join();
            }
            other.complete();
        }
    }

    @Test
    void whoWasCancelledAtTheGateIsNotKeptUntilItOpens() {
        fill();
        TestPublisher<Long> other = keepTheRole();
        List<WeakReference<Object>> gone = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            gone.add(cancelledAtTheGate());
        }
        await("all are collected", () -> {
            System.gc();
            return gone.stream().allMatch(each -> each.refersTo(null));
        });
        other.complete();
    }

    /** Its subscriber, which nobody else holds. */
    private WeakReference<Object> cancelledAtTheGate() {
        Collected<SendTotal> subscriber = new Collected<>();
        sink().send(Flux.just(1L), LARGE).subscribe(subscriber);
        await("stalled", () -> subscriber.scan(Scannable.Attr.ERROR) != null);
        subscriber.cancel();
        await("ended", () -> subscriber.scan(Scannable.Attr.TERMINATED) == Boolean.TRUE);
        return new WeakReference<>(subscriber);
    }

    /** The appender stays open for as long as this source does. */
    private TestPublisher<Long> keepTheRole() {
        TestPublisher<Long> source = TestPublisher.create();
        sink().send(source, LARGE).subscribe();
        await("subscribed", () -> source.subscribeCount() == 1);
        return source;
    }

    @Test
    void noNegativeTimeout() {
        assertThrows(IllegalArgumentException.class, () -> sink().stallTimeout(Duration.ofNanos(-1)));
    }

    /** Until the gate closes. */
    private void fill() {
        StepVerifier.create(sink().stallTimeout(Duration.ZERO)
                        .send(Flux.range(1, 1_000).map(n -> (long) -n), LARGE))
                .expectError(GateClosedException.class)
                .verify(DEADLINE);
    }

    private void read(int limit) {
        slow.poll((buffer, offset, length, header) -> read.add(buffer.getLong(offset)), limit);
    }

    private static Object reason(AtomicReference<Scannable> subscription) {
        return subscription.get().scan(Scannable.Attr.ERROR);
    }

    private static int held(AtomicReference<Scannable> subscription) {
        Integer held = subscription.get().scan(Scannable.Attr.BUFFERED);
        return held == null ? -1 : held;
    }

    private JournalSink sink() {
        return JournalSink.to(temp.path()).prefetch(PREFETCH);
    }

    private static final FrameEncoder<Long> LARGE = new FrameEncoder<>() {
        @Override
        public int maxLength(Long value) {
            return LENGTH;
        }

        @Override
        public int encode(Long value, MutableDirectBuffer buffer, int offset) {
            buffer.putLong(offset, value);
            return LENGTH;
        }
    };
}

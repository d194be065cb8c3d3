package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.NUMBER;
import static io.tailrace.reactor.TempJournal.await;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Frame;
import io.tailrace.JournalStatus.ConsumerState;
import io.tailrace.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class JournalFluxDemandTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @Test
    void emitsWhatIsRequestedAndNoMore() {
        temp.append(0, 10);
        StepVerifier.create(temp.flux().until(Until.tail()).receive(NUMBER), 0)
                .expectSubscription()
                .thenRequest(1)
                .expectNext(0L)
                .thenRequest(3)
                .expectNext(1L, 2L, 3L)
                .thenRequest(Long.MAX_VALUE)
                .expectNextSequence(range(4, 10))
                .verifyComplete();
    }

    @Test
    void readsNothingWithoutDemand() {
        temp.append(0, 10);
        AtomicInteger decoded = new AtomicInteger();
        Sinks.Empty<Void> end = Sinks.empty();
        // Virtual time: a hundred turns pass, and all of them pass by.
        StepVerifier.withVirtualTime(
                        () -> temp.flux()
                                .consumer("risk")
                                .runOn(PollLoop.on(Schedulers.parallel()))
                                .receive((buffer, offset, length, header) -> {
                                    decoded.incrementAndGet();
                                    return buffer.getLong(offset);
                                })
                                .takeUntilOther(end.asMono()),
                        0)
                .expectSubscription()
                .thenAwait(Duration.ofMillis(100))
                .then(() -> assertEquals(0, decoded.get()))
                .then(() -> assertEquals(
                        temp.frames().get(0).position(), temp.consumer("risk").cursor()))
                .then(() -> assertEquals(
                        ConsumerState.WAITING_FOR_DEMAND, temp.consumer("risk").state()))
                .thenRequest(2)
                .thenAwait(Duration.ofMillis(1))
                .expectNext(0L, 1L)
                .thenAwait(Duration.ofMillis(100))
                .then(() -> assertEquals(2, decoded.get()))
                .then(() -> assertEquals(
                        temp.frames().get(2).position(), temp.consumer("risk").cursor()))
                .then(end::tryEmitEmpty)
                // One more turn, which closes.
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(TempJournal.DEADLINE);
    }

    @Test
    void servesDemandThatComesOneByOneFromWithinOnNext() {
        int frames = 50_000;
        temp.append(0, frames);
        AtomicLong expected = new AtomicLong();
        AtomicInteger depth = new AtomicInteger();
        AtomicInteger deepest = new AtomicInteger();
        BaseSubscriber<Long> oneByOne = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                request(1);
            }

            @Override
            protected void hookOnNext(Long value) {
                deepest.accumulateAndGet(depth.incrementAndGet(), Math::max);
                expected.compareAndSet(value, value + 1);
                request(1);
                depth.decrementAndGet();
            }
        };
        temp.flux()
                .until(Until.tail())
                .runOn(PollLoop.spinning("one-by-one"))
                .receive(NUMBER)
                .subscribe(oneByOne);
        await("complete", oneByOne::isDisposed);
        assertEquals(frames, expected.get());
        assertEquals(1, deepest.get(), "recursion");
    }

    /** Rule 3.17. */
    @Test
    void demandBeyondWhatCanBeCountedIsUnbounded() {
        temp.append(0, 10);
        List<Long> received = new CopyOnWriteArrayList<>();
        BaseSubscriber<Long> greedy = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                request(Long.MAX_VALUE - 1);
                request(Long.MAX_VALUE - 1);
            }

            @Override
            protected void hookOnNext(Long value) {
                received.add(value);
            }
        };
        temp.flux().until(Until.tail()).receive(NUMBER).subscribe(greedy);
        await("complete", greedy::isDisposed);
        assertEquals(range(0, 10), received);
    }

    @Test
    void sharesTheLoopFairly() {
        temp.append(0, 2_000);
        List<String> order = new ArrayList<>();
        PollLoop loop = PollLoop.invoked("fair");
        temp.flux().runOn(loop).receive(NUMBER).subscribe(v -> order.add("a"));
        temp.flux().runOn(loop).receive(NUMBER).subscribe(v -> order.add("b"));
        turn(loop, 20);
        assertEquals(4_000, order.size());
        int run = 0;
        int longest = 0;
        for (int i = 0; i < order.size(); i++) {
            run = i > 0 && order.get(i).equals(order.get(i - 1)) ? run + 1 : 1;
            longest = Math.max(longest, run);
        }
        assertEquals(256, longest);
        loop.dispose();
        turn(loop, 1);
    }

    @Test
    void buffersFramesSafely() {
        temp.append(0, 5_000);
        List<Frame> frames = temp.flux()
                .until(Until.tail())
                .receive()
                .publishOn(Schedulers.parallel())
                .buffer(1_000)
                .flatMapIterable(list -> list)
                .collectList()
                .block(TempJournal.DEADLINE);
        assertEquals(
                range(0, 5_000), frames.stream().map(f -> f.payload().getLong()).toList());
        for (int i = 1; i < frames.size(); i++) {
            assertTrue(frames.get(i).position() > frames.get(i - 1).position());
        }
    }

    private static void turn(PollLoop loop, int times) {
        for (int i = 0; i < times; i++) {
            try {
                loop.agent().doWork();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}

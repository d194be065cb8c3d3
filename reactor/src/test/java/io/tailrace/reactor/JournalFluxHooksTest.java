package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBER;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.FrameDecoder;
import io.tailrace.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Operators;
import reactor.test.StepVerifier;

class JournalFluxHooksTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @AfterEach
    void resetHooks() {
        Hooks.resetOnEachOperator();
        Hooks.resetOnLastOperator();
        Hooks.resetOnNextDropped();
    }

    @Test
    void theSourceAnswersScans() {
        Scannable source = Scannable.from(temp.flux().consumer("risk").receive());
        assertTrue(source.isScanAvailable());
        assertEquals(Scannable.Attr.RunStyle.ASYNC, source.scan(Scannable.Attr.RUN_STYLE));
        assertEquals(0, source.scan(Scannable.Attr.PREFETCH));
        assertEquals("tailrace.journal", source.name());
        assertEquals(
                "[journal,journal] [consumer,risk]",
                source.tags().map(Object::toString).collect(Collectors.joining(" ")));
    }

    @Test
    void theSubscriptionAnswersScans() throws Exception {
        temp.append(0, 10);
        PollLoop loop = PollLoop.invoked("scanned");
        AtomicReference<Scannable> scanned = new AtomicReference<>();
        BaseSubscriber<Long> actual = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                scanned.set(Scannable.from(subscription));
                request(3);
            }
        };
        temp.flux().runOn(loop).receive(NUMBER).subscribe(actual);
        Scannable subscription = scanned.get();
        assertSame(actual, subscription.scanUnsafe(Scannable.Attr.ACTUAL));
        assertEquals(Scannable.Attr.RunStyle.ASYNC, subscription.scan(Scannable.Attr.RUN_STYLE));
        assertEquals(0, subscription.scan(Scannable.Attr.PREFETCH));
        assertEquals(3, subscription.scan(Scannable.Attr.REQUESTED_FROM_DOWNSTREAM));
        actual.request(10);
        assertEquals(13, subscription.scan(Scannable.Attr.REQUESTED_FROM_DOWNSTREAM));
        loop.agent().doWork();
        assertEquals(3, subscription.scan(Scannable.Attr.REQUESTED_FROM_DOWNSTREAM));
        assertEquals(false, subscription.scan(Scannable.Attr.CANCELLED));
        actual.cancel();
        assertEquals(true, subscription.scan(Scannable.Attr.CANCELLED));
        assertEquals(false, subscription.scan(Scannable.Attr.TERMINATED));
        assertNull(subscription.scan(Scannable.Attr.ERROR));
        loop.agent().doWork();
    }

    @Test
    void theSubscriptionAnswersScansAfterAnEnd() throws Exception {
        temp.append(0, 1);
        RuntimeException error = new RuntimeException("cannot decode");
        PollLoop loop = PollLoop.invoked("scanned");
        List<Scannable> scanned = new ArrayList<>();
        FrameDecoder<Long> failing = (buffer, offset, length, header) -> {
            throw error;
        };
        for (Flux<Long> flux : List.of(
                temp.flux().runOn(loop).receive(failing),
                temp.flux().until(Until.tail()).runOn(loop).receive(NUMBER))) {
            flux.subscribe(new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {
                    scanned.add(Scannable.from(subscription));
                    requestUnbounded();
                }

                @Override
                protected void hookOnError(Throwable throwable) {
                    assertSame(error, throwable);
                }
            });
        }
        loop.agent().doWork();
        assertEquals(true, scanned.get(0).scan(Scannable.Attr.TERMINATED));
        assertSame(error, scanned.get(0).scan(Scannable.Attr.ERROR));
        assertEquals(true, scanned.get(1).scan(Scannable.Attr.TERMINATED));
        assertNull(scanned.get(1).scan(Scannable.Attr.ERROR));
    }

    @Test
    void assemblyHooksSeeTheSource() {
        temp.append(0, 3);
        List<String> assembled = new ArrayList<>();
        Hooks.onEachOperator(p -> {
            assembled.add(p.getClass().getSimpleName());
            return p;
        });
        Hooks.onLastOperator(Operators.<Object, Object>lift((scannable, actual) -> {
            assembled.add("last");
            return actual;
        }));
        Flux<Long> flux = temp.flux().until(Until.tail()).receive(NUMBER);
        assertEquals(List.of("FluxJournal"), assembled);
        assertEquals(range(0, 3), flux.collectList().block(DEADLINE));
        assertTrue(assembled.contains("last"), assembled.toString());
    }

    @Test
    void theContextReachesDiscardHooks() throws Exception {
        temp.append(0, 10);
        PollLoop loop = PollLoop.invoked("discarding");
        List<Object> discarded = new ArrayList<>();
        List<Long> seen = new ArrayList<>();
        AtomicReference<Subscription> subscription = new AtomicReference<>();
        // Cancelled between decoding and emitting, as another thread may do: what was decoded is discarded, its frame
        // comes again.
        FrameDecoder<Long> decoder = (buffer, offset, length, header) -> {
            if (buffer.getLong(offset) == 4) {
                subscription.get().cancel();
            }
            return buffer.getLong(offset);
        };
        temp.flux()
                .consumer("risk")
                .runOn(loop)
                .receive(decoder)
                .doOnSubscribe(subscription::set)
                .doOnDiscard(Long.class, discarded::add)
                .subscribe(seen::add);
        loop.agent().doWork();
        assertEquals(range(0, 4), seen);
        assertEquals(List.of(4L), discarded);
        assertEquals(temp.frames().get(4).position(), temp.consumer("risk").cursor());
    }

    @Test
    void bufferedFramesAreDiscardedByOperators() {
        temp.append(0, 100);
        AtomicInteger discarded = new AtomicInteger();
        StepVerifier.create(
                        temp.flux()
                                .until(Until.tail())
                                .receive(NUMBER)
                                .filter(v -> v % 2 == 0)
                                .doOnDiscard(Long.class, v -> discarded.incrementAndGet()),
                        1000)
                .expectNextCount(50)
                .expectComplete()
                .verify(DEADLINE);
        assertEquals(50, discarded.get());
    }

    @Test
    void subscribersOfPlainReactiveStreamsAreServed() throws Exception {
        temp.append(0, 3);
        PollLoop loop = PollLoop.invoked("plain");
        List<Object> signals = new ArrayList<>();
        Publisher<Long> publisher = temp.flux().until(Until.tail()).runOn(loop).receive(NUMBER);
        publisher.subscribe(new org.reactivestreams.Subscriber<>() {
            @Override
            public void onSubscribe(Subscription s) {
                s.request(10);
            }

            @Override
            public void onNext(Long value) {
                signals.add(value);
            }

            @Override
            public void onError(Throwable t) {
                signals.add(t);
            }

            @Override
            public void onComplete() {
                signals.add("complete");
            }
        });
        loop.agent().doWork();
        assertEquals(List.of(0L, 1L, 2L, "complete"), signals);
    }
}

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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.ConsumerPolicy;
import io.tailrace.Frame;
import io.tailrace.Journal;
import io.tailrace.JournalListener;
import io.tailrace.PausedReason;
import io.tailrace.Until;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Scannable.Attr;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Operators;
import reactor.core.publisher.SignalType;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

@Timeout(60)
class ReceiveManualTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    private final PollLoop loop = PollLoop.invoked("manual");

    @AfterEach
    void close() {
        Hooks.resetOnErrorDropped();
        Hooks.resetOnNextDropped();
        end(loop);
    }

    @Test
    void needsAConsumerName() {
        for (Consumer<JournalFlux> receive : List.<Consumer<JournalFlux>>of(
                JournalFlux::receiveManual,
                f -> f.receiveManual(NUMBER),
                JournalFlux::receiveAtMostOnce,
                f -> f.receiveAtMostOnce(NUMBER),
                f -> f.policy(ConsumerPolicy.EVICT).receive())) {
            String message = assertThrows(IllegalStateException.class, () -> receive.accept(temp.flux()))
                    .getMessage();
            assertTrue(message.contains("call consumer(name)"), message);
        }
    }

    @Test
    void theCapIsReasonable() {
        for (int cap : new int[] {0, -1, Integer.MIN_VALUE, (1 << 20) + 1}) {
            assertThrows(IllegalArgumentException.class, () -> temp.flux().maxInFlight(cap));
        }
    }

    @Test
    void deliversPositionAndValue() {
        temp.append(0, 3);
        List<Frame> frames = temp.frames();
        Collected<Delivery<Long>> deliveries = subscribe(manual());
        turn(loop);
        assertEquals(range(0, 3), values(deliveries));
        for (int i = 0; i < 3; i++) {
            Delivery<Long> delivery = deliveries.values.get(i);
            assertEquals(frames.get(i).position(), delivery.position());
            assertEquals("Delivery[position=" + delivery.position() + ", value=" + i + "]", delivery.toString());
        }
    }

    @Test
    void framesAreDeliveredToo() {
        temp.append(0, 3);
        StepVerifier.create(temp.flux().consumer("risk").until(Until.tail()).receiveManual())
                .assertNext(d -> assertEquals(d.position(), d.value().position()))
                .expectNextCount(2)
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void theCursorPassesWhatIsAcknowledgedWithoutAHole() {
        temp.append(0, 10);
        Collected<Delivery<Long>> deliveries = subscribe(manual());
        turn(loop);
        assertEquals(position(0), temp.cursor("risk"));
        acknowledge(deliveries, 1, 2, 5);
        turn(loop);
        assertEquals(position(0), temp.cursor("risk"));
        acknowledge(deliveries, 0);
        turn(loop);
        assertEquals(position(3), temp.cursor("risk"));
        acknowledge(deliveries, 4, 4, 1);
        turn(loop);
        assertEquals(position(3), temp.cursor("risk"));
        acknowledge(deliveries, 3);
        turn(loop);
        assertEquals(position(6), temp.cursor("risk"));
    }

    @Test
    void whatIsAcknowledgedInsideOnNextIsStoredInTheSameTurn() {
        temp.append(0, 100);
        manual().doOnNext(Delivery::acknowledge).subscribe();
        turn(loop);
        turn(loop);
        assertEquals(tail(), temp.cursor("risk"));
    }

    @Test
    void atTheCapNothingIsReadUntilTheFirstIsAcknowledged() {
        temp.append(0, 100);
        AtomicInteger decoded = new AtomicInteger();
        Collected<Delivery<Long>> deliveries = subscribe(temp.flux()
                .consumer("risk")
                .maxInFlight(10)
                .runOn(loop)
                .receiveManual((buffer, offset, length, header) -> {
                    decoded.incrementAndGet();
                    return buffer.getLong(offset);
                }));
        assertNull(deliveries.scan(JournalFlux.PAUSED));
        for (int i = 0; i < 5; i++) {
            turn(loop);
        }
        assertEquals(10, decoded.get());
        assertEquals(range(0, 10), values(deliveries));
        assertEquals(10, deliveries.scan(Attr.BUFFERED));
        assertEquals("waiting for acknowledge of position " + position(0), deliveries.scan(JournalFlux.PAUSED));
        acknowledge(deliveries, 1, 2, 9);
        turn(loop);
        assertEquals(10, decoded.get(), "from the first one on there are ten still");
        acknowledge(deliveries, 0);
        turn(loop);
        assertEquals(range(0, 13), values(deliveries));
        assertEquals("waiting for acknowledge of position " + position(3), deliveries.scan(JournalFlux.PAUSED));
        deliveries.cancel();
        assertNull(deliveries.scan(JournalFlux.PAUSED));
        turn(loop);
    }

    @Test
    void theDefaultCapIs1024() {
        temp.append(0, 3_000);
        Collected<Delivery<Long>> deliveries = subscribe(manual());
        for (int i = 0; i < 20; i++) {
            turn(loop);
        }
        assertEquals(1_024, deliveries.values.size());
    }

    @Test
    void withoutDemandItIsNotTheAcknowledgeThatIsMissing() {
        temp.append(0, 10);
        Collected<Delivery<Long>> deliveries = new Collected<>(2);
        temp.flux()
                .consumer("risk")
                .maxInFlight(2)
                .runOn(loop)
                .receiveManual(NUMBER)
                .subscribe(deliveries);
        turn(loop);
        assertEquals(2, deliveries.scan(Attr.BUFFERED));
        assertNull(deliveries.scan(JournalFlux.PAUSED));
        deliveries.request(1);
        assertEquals("waiting for acknowledge of position " + position(0), deliveries.scan(JournalFlux.PAUSED));
    }

    @Test
    void aPauseThatLastsIsToldOnceAndSoIsItsEnd() {
        temp.append(0, 10);
        List<String> told = new CopyOnWriteArrayList<>();
        JournalListener listener = new JournalListener() {
            @Override
            public void onPaused(Path journal, String consumer, PausedReason reason, long position) {
                told.add(consumer + " " + reason.describe(position));
            }

            @Override
            public void onResumed(Path journal, String consumer) {
                told.add(consumer + " resumed");
            }
        };
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        try (Journal journal = Journal.open(temp.path(), TempJournal.OPTIONS.listener(listener))) {
            Collected<Delivery<Long>> deliveries = subscribe(JournalFlux.from(journal)
                    .consumer("risk")
                    .maxInFlight(2)
                    .runOn(PollLoop.on(clock))
                    .receiveManual(NUMBER));
            clock.advanceTimeBy(Duration.ofMillis(150));
            assertEquals(List.of(), told, "it stood at one mark only");
            clock.advanceTimeBy(Duration.ofMillis(1_000));
            String first = "risk waiting for acknowledge of position " + position(0);
            await("told", () -> told.equals(List.of(first)));
            acknowledge(deliveries, 0);
            clock.advanceTimeBy(Duration.ofMillis(100));
            await("told of the end", () -> told.equals(List.of(first, "risk resumed")));
            clock.advanceTimeBy(Duration.ofMillis(100));
            String second = "risk waiting for acknowledge of position " + position(1);
            await("told again", () -> told.equals(List.of(first, "risk resumed", second)));
            // Moves between two marks: that is slow, and no pause.
            for (int i = 1; i < 6; i++) {
                acknowledge(deliveries, i);
                clock.advanceTimeBy(Duration.ofMillis(100));
            }
            assertEquals(8, deliveries.values.size());
            deliveries.cancel();
            clock.advanceTimeBy(Duration.ofMillis(1));
            await("told", () -> told.equals(List.of(first, "risk resumed", second, "risk resumed")));
        }
        clock.dispose();
    }

    @Test
    void whatIsNotAcknowledgedComesAgain() {
        temp.append(0, 10);
        Collected<Delivery<Long>> first = subscribe(manual());
        turn(loop);
        acknowledge(first, 0, 1, 2, 4);
        first.cancel();
        turn(loop);
        assertFalse(temp.consumer("risk").alive());
        assertEquals(position(3), temp.cursor("risk"));
        Collected<Delivery<Long>> second = subscribe(manual());
        turn(loop);
        assertEquals(range(3, 10), values(second));
    }

    @Test
    void anAcknowledgeAfterTheEndDoesNothing() {
        temp.append(0, 10);
        Collected<Delivery<Long>> first = subscribe(manual());
        turn(loop);
        first.cancel();
        turn(loop);
        Collected<Delivery<Long>> second = subscribe(manual());
        turn(loop);
        acknowledge(first, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        turn(loop);
        assertEquals(position(0), temp.cursor("risk"));
        assertEquals(range(0, 10), values(second));
    }

    @Test
    void whatOperatorsDropComesAgain() {
        temp.append(0, 10);
        List<Delivery<?>> discarded = new ArrayList<>();
        Collected<Delivery<Long>> filtered = subscribe(manual().filter(d -> d.value() != 3)
                .doOnDiscard(Delivery.class, discarded::add)
                .doOnNext(Delivery::acknowledge));
        turn(loop);
        turn(loop);
        assertEquals(9, filtered.values.size());
        assertEquals(List.of(3L), discarded.stream().map(Delivery::value).toList());
        filtered.cancel();
        turn(loop);
        Collected<Delivery<Long>> again = subscribe(manual());
        turn(loop);
        assertEquals(range(3, 10), values(again));
    }

    @Test
    void whatComesAfterAnOperatorsEndIsDroppedAndComesAgain() {
        temp.append(0, 10);
        List<Object> dropped = new ArrayList<>();
        Hooks.onNextDropped(dropped::add);
        Collected<Delivery<Long>> ended = new Collected<>() {
            @Override
            protected void hookOnNext(Delivery<Long> delivery) {
                if (delivery.value() < 4) {
                    delivery.acknowledge();
                } else {
                    Operators.onNextDropped(delivery, currentContext());
                }
            }
        };
        manual().subscribe(ended);
        turn(loop);
        turn(loop);
        assertEquals(6, dropped.size());
        ended.cancel();
        turn(loop);
        assertEquals(position(4), temp.cursor("risk"));
    }

    @Test
    void acknowledgedAndThenCancelledByAnotherThreadIsDone() {
        temp.append(0, 10);
        Collected<Delivery<Long>> cancelled = new Collected<>() {
            @Override
            protected void hookOnNext(Delivery<Long> delivery) {
                delivery.acknowledge();
                if (delivery.value() == 4) {
                    Thread other = new Thread(this::cancel);
                    other.start();
                    await("cancelled", () -> !other.isAlive());
                }
            }
        };
        List<Throwable> dropped = new ArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        manual().subscribe(cancelled);
        turn(loop);
        assertEquals(List.of(), dropped);
        assertEquals(position(5), temp.cursor("risk"));
        assertFalse(temp.consumer("risk").alive());
    }

    @Test
    void acknowledgedAndThenThrownIsDone() {
        temp.append(0, 10);
        List<Throwable> dropped = new ArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        RuntimeException rude = new RuntimeException("out of onNext");
        manual().subscribe(new Rude<Delivery<Long>>(d -> {
            if (d.value() == 4) {
                d.acknowledge();
                throw rude;
            }
            d.acknowledge();
        }));
        turn(loop);
        assertEquals(List.of(rude), dropped);
        assertEquals(position(5), temp.cursor("risk"));
    }

    @Test
    void completesAtItsBoundWhateverIsInFlight() {
        temp.append(0, 10);
        Collected<Delivery<Long>> deliveries = subscribe(temp.flux()
                .consumer("risk")
                .until(Until.tail())
                .maxInFlight(10)
                .runOn(loop)
                .receiveManual(NUMBER));
        turn(loop);
        turn(loop);
        assertEquals(SignalType.ON_COMPLETE, deliveries.end());
        acknowledge(deliveries, 0);
        assertEquals(position(0), temp.cursor("risk"));
    }

    @Test
    void errorsOfTheDecoderLeaveWhatIsAcknowledgedDone() {
        temp.append(0, 10);
        RuntimeException error = new IllegalStateException("cannot decode");
        StepVerifier.create(temp.flux()
                        .consumer("risk")
                        .receiveManual((buffer, offset, length, header) -> {
                            if (buffer.getLong(offset) == 5) {
                                throw error;
                            }
                            return buffer.getLong(offset);
                        })
                        .doOnNext(Delivery::acknowledge))
                .expectNextCount(5)
                .expectErrorSatisfies(e -> assertSame(error, e))
                .verify(DEADLINE);
        assertEquals(position(5), temp.cursor("risk"));
    }

    @Test
    void aDecoderMustNotReturnNull() {
        temp.append(0, 1);
        StepVerifier.create(temp.flux().consumer("risk").receiveManual((buffer, offset, length, header) -> null))
                .expectErrorMessage("the decoder returned null")
                .verify(DEADLINE);
    }

    private Flux<Delivery<Long>> manual() {
        return temp.flux().consumer("risk").runOn(loop).receiveManual(NUMBER);
    }

    private static Collected<Delivery<Long>> subscribe(Flux<Delivery<Long>> flux) {
        Collected<Delivery<Long>> collected = new Collected<>();
        flux.subscribe(collected);
        return collected;
    }

    private static List<Long> values(Collected<Delivery<Long>> deliveries) {
        return deliveries.values.stream().map(Delivery::value).toList();
    }

    private static void acknowledge(Collected<Delivery<Long>> deliveries, int... numbers) {
        for (int number : numbers) {
            deliveries.values.get(number).acknowledge();
        }
    }

    private long position(int frame) {
        return temp.frames().get(frame).position();
    }

    /** Behind the last frame. */
    private long tail() {
        try (Journal journal = temp.open()) {
            return journal.status().tail();
        }
    }
}

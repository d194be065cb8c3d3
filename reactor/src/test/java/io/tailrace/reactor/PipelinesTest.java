package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBER;
import static io.tailrace.reactor.TempJournal.await;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.ReaderOptions;
import io.tailrace.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

/** What users build behind a consumer name whose gate holds the writer up: nothing is lost, the name is free afterwards, nothing hangs. */
@Timeout(60)
class PipelinesTest {
    private static final int FRAMES = 3_000;

    @RegisterExtension
    final TempJournal temp = new TempJournal();

    private final DrainSignal signal = DrainSignal.create();

    /** What was acknowledged, or for a flux that is done by itself what was seen. */
    private final Set<Long> processed = new ConcurrentSkipListSet<>();

    private Journal journal;
    private Thread writer;

    /** Two thirds of the frames fit the capacity; the writer waits, and appends the rest as the pipeline goes on. */
    @BeforeEach
    void fill() {
        journal = Journal.openOrCreate(temp.path(), TempJournal.OPTIONS.capacity(64 * 1024));
        journal.reader(ReaderOptions.defaults().consumer("risk")).close();
        writer = new Thread(() -> temp.append(0, FRAMES));
        writer.start();
        await("the writer waits", () -> journal.status().waitingFor().equals(List.of("risk")));
    }

    @AfterEach
    void end() throws InterruptedException {
        // Where a test failed, it waits still.
        journal.setCapacity(JournalOptions.UNBOUNDED);
        writer.join();
        journal.close();
    }

    @Test
    void publishOn() {
        drainWhenAllIsProcessed(manual().publishOn(Schedulers.parallel(), 16).doOnNext(this::process));
    }

    @Test
    void flatMapWithAsynchronousAcknowledges() {
        drainWhenAllIsProcessed(manual().flatMap(this::processLater, 64));
    }

    @Test
    void bufferTimeout() {
        drainWhenAllIsProcessed(manual().bufferTimeout(100, Duration.ofMillis(5))
                .concatMap(batch -> Flux.fromIterable(batch).flatMap(this::processLater)));
    }

    @Test
    void bufferTimeoutWithFairBackpressure() {
        drainWhenAllIsProcessed(manual().bufferTimeout(100, Duration.ofMillis(5), true)
                .doOnNext(batch -> batch.forEach(this::process)));
    }

    @Test
    void windowTimeout() {
        drainWhenAllIsProcessed(manual().windowTimeout(100, Duration.ofMillis(5), true)
                .concatMap(window -> window.flatMap(this::processLater)));
    }

    @Test
    void share() {
        Flux<Delivery<Long>> shared = manual().share();
        AtomicInteger beside = new AtomicInteger();
        // Both process: what comes before the second one is there comes to the first alone.
        var other = shared.subscribe(d -> {
            beside.incrementAndGet();
            process(d);
        });
        drainWhenAllIsProcessed(shared.doOnNext(this::process));
        assertTrue(beside.get() > 0);
        assertTrue(other.isDisposed(), "it completed too");
    }

    @Test
    void shareIsSubscribedToAgainUnderTheSameName() {
        Flux<Long> shared = temp.flux().consumer("risk").receive(NUMBER).share();
        List<Long> seen = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            seen.addAll(shared.take(300).collectList().block(DEADLINE));
        }
        assertEquals(range(0, FRAMES), seen);
        requireFree();
    }

    @Test
    void retryWhen() {
        AtomicInteger failures = new AtomicInteger();
        drainWhenAllIsProcessed(manual().publishOn(Schedulers.parallel())
                .doOnNext(d -> {
                    if (d.value() % 500 == 250 && failures.incrementAndGet() % 2 == 1) {
                        throw new IllegalStateException("cannot process " + d);
                    }
                    process(d);
                })
                .retryWhen(Retry.fixedDelay(100, Duration.ofMillis(1))));
        assertTrue(failures.get() >= 6, failures + " failures");
    }

    @Test
    void repeat() {
        drainWhenAllIsProcessed(manual().take(100).doOnNext(this::process).repeat(() -> processed.size() < FRAMES));
    }

    @Test
    void repeatOfABoundedOneWithAsynchronousAcknowledges() {
        manual(temp.flux().until(Until.tail()))
                .flatMap(this::processLater, 8)
                .repeat(() -> processed.size() < FRAMES)
                .blockLast(DEADLINE);
        requireAllProcessed();
    }

    @Test
    void takeUntilOther() {
        manual().flatMap(this::processLater, 32)
                .takeUntilOther(Mono.delay(Duration.ofMillis(3)))
                .repeat(() -> processed.size() < FRAMES)
                .blockLast(DEADLINE);
        requireAllProcessed();
        // What was in flight at the end comes again, and only that.
        List<Long> again = temp.flux()
                .consumer("risk")
                .until(Until.tail())
                .receive(NUMBER)
                .collectList()
                .block(DEADLINE);
        assertTrue(again.size() <= 1_024, again.size() + " come again");
    }

    @Test
    void takeUntilOtherWithoutAcknowledges() {
        AtomicInteger rounds = new AtomicInteger();
        Flux.defer(() -> temp.flux()
                        .consumer("risk")
                        .receive(NUMBER)
                        .doOnNext(processed::add)
                        .takeUntilOther(Mono.delay(Duration.ofMillis(1))))
                .repeat(() -> rounds.incrementAndGet() < 5 || processed.size() < FRAMES)
                .blockLast(DEADLINE);
        requireAllProcessed();
    }

    @Test
    void pipelinesOfOnesThatAreDoneByThemselves() {
        Flux<Long> flux = temp.flux().consumer("risk").until(Until.tail()).receive(NUMBER);
        StepVerifier.create(flux.take(500).publishOn(Schedulers.parallel(), 7).collectList())
                .expectNext(range(0, 500))
                .expectComplete()
                .verify(DEADLINE);
        StepVerifier.create(flux.take(500)
                        .flatMapSequential(v -> Mono.just(v).delayElement(Duration.ofNanos(1)), 50)
                        .collectList())
                .expectNext(range(500, 1_000))
                .expectComplete()
                .verify(DEADLINE);
        StepVerifier.create(flux.take(500)
                        .bufferTimeout(30, Duration.ofMillis(1), true)
                        .flatMapIterable(b -> b)
                        .collectList())
                .expectNext(range(1_000, 1_500))
                .expectComplete()
                .verify(DEADLINE);
        await("all is appended", () -> !writer.isAlive());
        StepVerifier.create(flux.windowTimeout(30, Duration.ofMillis(1), true)
                        .concatMap(w -> w)
                        .collectList())
                .expectNext(range(1_500, FRAMES))
                .expectComplete()
                .verify(DEADLINE);
        requireFree();
    }

    private Flux<Delivery<Long>> manual() {
        return manual(temp.flux());
    }

    private Flux<Delivery<Long>> manual(JournalFlux flux) {
        return flux.consumer("risk").draining(signal).receiveManual(NUMBER);
    }

    private void process(Delivery<Long> delivery) {
        processed.add(delivery.value());
        delivery.acknowledge();
    }

    private Mono<Long> processLater(Delivery<Long> delivery) {
        Mono<Long> work = Mono.fromCallable(() -> {
            process(delivery);
            return delivery.value();
        });
        return delivery.value() % 100 == 0
                ? work.delaySubscription(Duration.ofMillis(1))
                : work.subscribeOn(Schedulers.parallel());
    }

    private void drainWhenAllIsProcessed(Flux<?> pipeline) {
        Collected<Object> collected = new Collected<>();
        pipeline.map(v -> (Object) 0).subscribe(collected);
        await("all is processed", () -> processed.size() == FRAMES || collected.end() != null);
        assertEquals(0, signal.drain(DEADLINE).block(DEADLINE).unacknowledged());
        await("the pipeline ends", () -> collected.end() != null);
        assertNull(collected.error());
        requireAllProcessed();
        try (Journal journal = temp.open()) {
            assertEquals(journal.status().tail(), temp.cursor("risk"));
        }
    }

    private void requireAllProcessed() {
        assertEquals(range(0, FRAMES), List.copyOf(processed));
        requireFree();
    }

    private void requireFree() {
        await("the name is free", () -> !temp.consumer("risk").alive());
    }
}

package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBER;
import static io.tailrace.reactor.TempJournal.await;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Until;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

@Timeout(60)
class PollLoopOnSchedulerTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @Test
    void aMillisecondOfVirtualTimeDeliversWhatIsThere() {
        temp.append(0, 3);
        StepVerifier.withVirtualTime(() ->
                        temp.flux().runOn(PollLoop.on(Schedulers.parallel())).receive(NUMBER))
                .expectSubscription()
                .expectNoEvent(Duration.ofNanos(999_999))
                .thenAwait(Duration.ofNanos(1))
                .expectNext(0L, 1L, 2L)
                .then(() -> temp.append(3, 5))
                .expectNoEvent(Duration.ofNanos(999_999))
                .thenAwait(Duration.ofNanos(1))
                .expectNext(3L, 4L)
                .thenCancel()
                .verify(DEADLINE);
    }

    @Test
    void thePeriodIsTheUsers() {
        temp.append(0, 600);
        StepVerifier.withVirtualTime(() -> temp.flux()
                        .until(Until.tail())
                        .runOn(PollLoop.on(Schedulers.parallel(), Duration.ofMinutes(1)))
                        .receive(NUMBER))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(59))
                .thenAwait(Duration.ofSeconds(1))
                .expectNextSequence(range(0, 256))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextSequence(range(256, 512))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextSequence(range(512, 600))
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void worksInRealTime() {
        temp.append(0, 10_000);
        for (Scheduler scheduler :
                new Scheduler[] {Schedulers.parallel(), Schedulers.boundedElastic(), Schedulers.newSingle("mine")}) {
            PollLoop loop = PollLoop.on(scheduler);
            Flux<Long> flux =
                    temp.flux().consumer("risk").runOn(loop).receive(NUMBER).take(1_000);
            assertEquals(1_000, flux.count().block(DEADLINE));
            assertEquals(1_000, flux.count().block(DEADLINE));
            if (scheduler != Schedulers.parallel() && scheduler != Schedulers.boundedElastic()) {
                scheduler.dispose();
            }
        }
        assertEquals(6_000, temp.numbers().indexOf(6_000L));
        StepVerifier.create(temp.flux().consumer("risk").receive(NUMBER).take(1))
                .expectNext(6_000L)
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void scheduledOnlyWhileThereAreSubscriptions() {
        temp.append(0, 10);
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        PollLoop loop = PollLoop.on(clock);
        long before = clock.getScheduledTaskCount();
        var live = temp.flux().runOn(loop).receive().subscribe();
        clock.advanceTimeBy(Duration.ofMillis(10));
        live.dispose();
        clock.advanceTimeBy(Duration.ofMillis(2));
        long after = clock.getScheduledTaskCount();
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertEquals(after, clock.getScheduledTaskCount());
        assertTrue(after > before);
        assertEquals(
                10,
                countOnVirtualTime(temp.flux().runOn(loop).until(Until.tail()).receive(), clock),
                "it starts again");
        clock.dispose();
    }

    @Test
    void disposingTells() {
        temp.append(0, 10);
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        PollLoop loop = PollLoop.on(clock);
        StepVerifier.create(temp.flux().consumer("risk").runOn(loop).receive())
                .then(() -> clock.advanceTimeBy(Duration.ofMillis(1)))
                .expectNextCount(10)
                .then(loop::dispose)
                .then(() -> clock.advanceTimeBy(Duration.ofMillis(1)))
                .expectError(RejectedExecutionException.class)
                .verify(DEADLINE);
        assertFalse(temp.consumer("risk").alive());
        StepVerifier.create(temp.flux().runOn(loop).receive())
                .expectError(RejectedExecutionException.class)
                .verify(DEADLINE);
        clock.dispose();
    }

    @Test
    void aSchedulerWithoutTimeOrDisposedIsAnError() {
        Scheduler disposed = Schedulers.newSingle("gone");
        disposed.dispose();
        await("disposed", disposed::isDisposed);
        for (Scheduler scheduler : new Scheduler[] {Schedulers.immediate(), disposed}) {
            PollLoop loop = PollLoop.on(scheduler);
            for (int i = 0; i < 2; i++) {
                StepVerifier.create(temp.flux().runOn(loop).receive())
                        .expectError(RejectedExecutionException.class)
                        .verify(DEADLINE);
            }
        }
    }

    @Test
    void thePeriodIsPositive() {
        assertThrows(IllegalArgumentException.class, () -> PollLoop.on(Schedulers.parallel(), Duration.ZERO));
    }

    private static int countOnVirtualTime(Flux<?> flux, VirtualTimeScheduler clock) {
        int[] count = {0};
        flux.subscribe(v -> count[0]++);
        clock.advanceTimeBy(Duration.ofMillis(5));
        return count[0];
    }
}

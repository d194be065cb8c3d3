package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.NUMBER;
import static io.tailrace.reactor.TempJournal.NUMBERS;
import static io.tailrace.reactor.TempJournal.await;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.Until;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** One that cannot be opened, or ends while it is opened, keeps no other waiting; a scheduler that goes away leaves nobody behind. */
@Timeout(60)
class FairOpeningTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @Test
    void thoseThatWaitForAJournalDoNotStarveOneThatIsThere() {
        temp.append(0, 3);
        PollLoop loop = PollLoop.backingOff("fair-opening");
        Disposable.Composite waiting = Disposables.composite();
        for (int i = 0; i < 50; i++) {
            waiting.add(JournalFlux.from(temp.path("missing-" + i))
                    .awaitJournal(Duration.ofHours(1))
                    .runOn(loop)
                    .receive()
                    .subscribe());
        }
        StepVerifier.create(temp.flux().until(Until.tail()).runOn(loop).receive(NUMBER))
                .expectNextSequence(range(0, 3))
                .expectComplete()
                .verify(TempJournal.DEADLINE);
        waiting.dispose();
    }

    @Test
    void oneThatIsSubscribedToAgainWheneverItEndsLeavesTheTurn() {
        temp.append(0, 3);
        AtomicInteger attempts = new AtomicInteger();
        StepVerifier.withVirtualTime(() -> {
                    PollLoop loop = PollLoop.on(Schedulers.parallel());
                    Flux<Long> never = JournalFlux.from(temp.path("missing"))
                            .runOn(loop)
                            .receive(NUMBER)
                            .doOnError(e -> attempts.incrementAndGet())
                            .retry();
                    Flux<Long> there =
                            temp.flux().until(Until.tail()).runOn(loop).receive(NUMBER);
                    return never.takeUntilOther(there.last()).thenMany(there);
                })
                .thenAwait(Duration.ofMillis(20))
                .expectNextSequence(range(0, 3))
                .expectComplete()
                .verify(TempJournal.DEADLINE);
    }

    @Test
    void aTurnInVirtualTimeDeliversWhatIsThere() {
        temp.append(0, 50_000);
        AtomicInteger received = new AtomicInteger();
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        Disposable subscription =
                temp.flux().runOn(PollLoop.on(clock)).receive(NUMBER).subscribe(n -> received.incrementAndGet());
        clock.advanceTimeBy(Duration.ofMillis(1));
        assertEquals(50_000, received.get());
        subscription.dispose();
        clock.advanceTimeBy(Duration.ofMillis(1));
        clock.dispose();
    }

    @Test
    void aSchedulerThatIsDisposedLeavesNoSubscriberAndNoNameBehind() {
        temp.append(0, 3);
        Scheduler scheduler = Schedulers.newSingle("short-lived");
        PollLoop loop = PollLoop.on(scheduler);
        AtomicInteger received = new AtomicInteger();
        AtomicReference<Throwable> error = new AtomicReference<>();
        temp.flux().consumer("risk").runOn(loop).receive(NUMBER).subscribe(n -> received.incrementAndGet(), error::set);
        await("three frames", () -> received.get() == 3);
        scheduler.dispose();
        StepVerifier.create(temp.flux().runOn(loop).receive(NUMBER))
                .expectError(RejectedExecutionException.class)
                .verify(TempJournal.DEADLINE);
        assertInstanceOf(RejectedExecutionException.class, error.get());
        temp.append(3, 4);
        assertEquals(3L, temp.flux().consumer("risk").receive(NUMBER).blockFirst(TempJournal.DEADLINE));
    }

    @Test
    void aFatalErrorOfTheSourceFreesTheWritersRole() {
        Flux<Long> fatal = Flux.from(s -> {
            throw new NoClassDefFoundError("fatal");
        });
        StepVerifier.create(JournalSink.to(temp.path()).send(fatal, NUMBERS))
                .expectError(NoClassDefFoundError.class)
                .verify(TempJournal.DEADLINE);
        try (Journal journal = Journal.open(temp.path());
                Appender appender = journal.appender()) {
            assertEquals(64, appender.position());
        }
    }

    @Test
    void anInternalErrorOfTheSubscriberIsItsOwn() {
        temp.append(0, 1);
        AtomicReference<Throwable> dropped = new AtomicReference<>();
        InternalError own = new InternalError("own");
        Hooks.onErrorDropped(dropped::set);
        try {
            temp.flux().receive(NUMBER).subscribe(new BaseSubscriber<Long>() {
                @Override
                protected void hookOnNext(Long value) {
                    throw own;
                }
            });
            await("the error", () -> dropped.get() != null);
            assertSame(own, dropped.get());
        } finally {
            Hooks.resetOnErrorDropped();
        }
    }
}

package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBER;
import static io.tailrace.reactor.TempJournal.await;
import static io.tailrace.reactor.TempJournal.end;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Start;
import io.tailrace.Until;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

@Timeout(60)
class PollLoopTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @Test
    void emitsOnItsNamedDaemonThreadThatMustNotBlock() {
        temp.append(0, 1);
        Thread thread = temp.flux()
                .runOn(PollLoop.spinning("feed"))
                .receive()
                .map(f -> Thread.currentThread())
                .blockFirst(DEADLINE);
        assertEquals("feed", thread.getName());
        assertTrue(thread.isDaemon());
        assertTrue(thread instanceof NonBlocking);
        await("thread ends after the last subscription", () -> !thread.isAlive());
    }

    @Test
    void blockingOnItIsAnError() {
        temp.append(0, 1);
        StepVerifier.create(temp.flux().receive().map(f -> Mono.never().block()))
                .expectErrorMatches(e ->
                        e instanceof IllegalStateException && e.getMessage().contains("block"))
                .verify(DEADLINE);
    }

    @Test
    void theDefaultIsOneSharedLoop() {
        temp.append(0, 1);
        Set<String> names = Flux.range(0, 3)
                .flatMap(i -> temp.flux()
                        .until(Until.tail())
                        .receive()
                        .map(f -> Thread.currentThread().getName()))
                .collect(HashSet<String>::new, Set::add)
                .block(DEADLINE);
        assertEquals(Set.of("tailrace-poll"), names);
        assertSame(PollLoop.shared(), PollLoop.shared());
        PollLoop.shared().dispose();
        assertFalse(PollLoop.shared().isDisposed());
        assertEquals(range(0, 1), temp.numbers());
    }

    @Test
    void startsAgainAfterItsThreadEndedWithANewIdleStrategy() {
        temp.append(0, 1);
        AtomicInteger strategies = new AtomicInteger();
        PollLoop loop = PollLoop.of("again", () -> {
            strategies.incrementAndGet();
            return new YieldingIdleStrategy();
        });
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(temp.flux()
                    .runOn(loop)
                    .receive()
                    .map(f -> Thread.currentThread())
                    .blockFirst(DEADLINE));
            Thread last = threads.get(i);
            await("thread ends", () -> !last.isAlive());
        }
        assertNotSame(threads.get(0), threads.get(1));
        assertEquals(3, strategies.get());
    }

    @Test
    void manyComeAndGoWhileItsThreadStartsAndEnds() {
        temp.append(0, 1);
        PollLoop loop = PollLoop.spinning("busy");
        long seen = Flux.range(0, 4)
                .flatMap(i -> Flux.range(0, 300)
                        .concatMap(j -> temp.flux()
                                .runOn(loop)
                                .until(Until.tail())
                                .receive(NUMBER)
                                .publishOn(Schedulers.parallel())))
                .count()
                .block(DEADLINE);
        assertEquals(1_200, seen);
    }

    @Test
    void aThousandOnOneThreadOfWhichOneFails() {
        int subscriptions = 1_000;
        temp.append(0, 10);
        PollLoop loop = PollLoop.backingOff("crowd");
        AtomicInteger live = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());
        List<Disposable> all = new ArrayList<>();
        try (var journal = temp.open()) {
            JournalFlux shared = JournalFlux.from(journal).runOn(loop);
            for (int i = 0; i < subscriptions; i++) {
                boolean bad = i == 500;
                all.add(shared.receive((buffer, offset, length, header) -> {
                            if (bad && buffer.getLong(offset) == 15) {
                                throw new IllegalStateException("the bad one");
                            }
                            return buffer.getLong(offset);
                        })
                        .doOnNext(v -> {
                            threads.add(Thread.currentThread());
                            seen.incrementAndGet();
                            if (v == 9) {
                                live.incrementAndGet();
                            }
                        })
                        .subscribe(v -> {}, errors::add));
            }
            await("replay by all", () -> live.get() == subscriptions);
            temp.append(10, 20);
            await("live by all but one", () -> seen.get() == subscriptions * 20 - 5);
            assertEquals(1, errors.size());
            assertEquals("the bad one", errors.get(0).getMessage());
            assertEquals(1, threads.size());
            Disposable.Composite composite = Disposables.composite(all);
            composite.dispose();
            Thread thread = threads.iterator().next();
            await("thread ends", () -> !thread.isAlive());
        }
    }

    @Test
    void anInterruptDoesNotEndIt() {
        goesOnWhenInterrupted(PollLoop.of("interrupted", BackoffIdleStrategy::new));
    }

    @Test
    void anInterruptDoesNotEndOneThatSleeps() {
        goesOnWhenInterrupted(PollLoop.waiting("interrupted", Duration.ofSeconds(1)));
    }

    private void goesOnWhenInterrupted(PollLoop loop) {
        temp.append(0, 10);
        AtomicReference<Thread> thread = new AtomicReference<>();
        AtomicInteger seen = new AtomicInteger();
        Disposable live = temp.flux().runOn(loop).receive(NUMBER).subscribe(v -> {
            thread.set(Thread.currentThread());
            seen.incrementAndGet();
            if (v % 3 == 0) {
                Thread.currentThread().interrupt();
            }
        });
        await("replay", () -> seen.get() == 10);
        for (int i = 1; i <= 20; i++) {
            thread.get().interrupt();
            temp.append(10L * i, 10L * (i + 1));
            int expected = 10 * (i + 1);
            await("live", () -> seen.get() == expected);
        }
        live.dispose();
    }

    @Test
    void howItIsWokenIsToldByAScan() {
        temp.append(0, 1);
        Collected<Long> spins = new Collected<>();
        Collected<Long> onScheduler = new Collected<>();
        Collected<Long> sleeps = new Collected<>();
        temp.flux().runOn(PollLoop.spinning("spins")).receive(NUMBER).subscribe(spins);
        temp.flux().runOn(PollLoop.on(Schedulers.parallel())).receive(NUMBER).subscribe(onScheduler);
        temp.flux().receive(NUMBER).subscribe(sleeps);
        assertEquals("spin", spins.scan(JournalFlux.WOKEN_BY));
        assertNull(onScheduler.scan(JournalFlux.WOKEN_BY));
        await("has slept", () -> isWoken(sleeps));
        List.of(spins, onScheduler, sleeps).forEach(Collected::cancel);
    }

    @Test
    void anInvokedOneHasAnIdleStrategyThatItsEndCloses() {
        temp.append(0, 1);
        assertLeavesNoSockets(this::sleepOnARunner);
    }

    private void sleepOnARunner() {
        PollLoop loop = PollLoop.invoked("invoked");
        Collected<Long> receiver = new Collected<>();
        temp.flux().runOn(loop).receive(NUMBER).subscribe(receiver);
        assertNull(receiver.scan(JournalFlux.WOKEN_BY));
        AgentRunner runner = new AgentRunner(loop.idleStrategy(), Throwable::printStackTrace, null, loop.agent());
        AgentRunner.startOnThread(runner);
        await("has slept", () -> isWoken(receiver));
        int had = receiver.values.size();
        temp.append(had, had + 1);
        await("is woken", () -> receiver.values.size() == had + 1);
        runner.close();
        assertTrue(receiver.error() instanceof RejectedExecutionException);
    }

    @Test
    void onlyAnInvokedOneHasAnIdleStrategyAndNoBoundIsLongerThanASecond() {
        Duration tooLong = Duration.ofSeconds(2);
        assertThrows(IllegalStateException.class, PollLoop.shared()::idleStrategy);
        assertThrows(
                IllegalArgumentException.class, () -> PollLoop.invoked("long").idleStrategy(tooLong));
        assertThrows(IllegalArgumentException.class, () -> PollLoop.waiting("long", tooLong));
    }

    @Test
    void oneThatSleptHoldsNothingBehindTheLastSubscription() {
        temp.append(0, 1);
        assertLeavesNoSockets(this::sleepAndEnd);
    }

    private void sleepAndEnd() {
        PollLoop loop = PollLoop.waiting("ends");
        Collected<Thread> receiver = new Collected<>();
        temp.flux()
                .runOn(loop)
                .receive((buffer, offset, length, header) -> Thread.currentThread())
                .subscribe(receiver);
        await("replay", () -> receiver.values.size() == 1);
        await("has slept", () -> isWoken(receiver));
        receiver.cancel();
        await("thread ends", () -> !receiver.values.get(0).isAlive());
    }

    private static boolean isWoken(Collected<?> receiver) {
        String way = receiver.scan(JournalFlux.WOKEN_BY);
        return way != null && Set.of("futex", "doorbell").contains(way);
    }

    /** Not one for each time: others of this process come and go meanwhile, and who rings keeps one. */
    private static void assertLeavesNoSockets(Runnable task) {
        int times = 10;
        task.run();
        long before = sockets();
        for (int i = 0; i < times; i++) {
            task.run();
        }
        // At once: in a while the collector closes what was forgotten.
        long left = sockets() - before;
        assertTrue(left < times / 2, () -> "sockets left: " + left);
    }

    /** Of this process. */
    private static long sockets() {
        File[] open = new File("/proc/self/fd").listFiles();
        return Stream.of(Objects.requireNonNull(open))
                .filter(PollLoopTest::isSocket)
                .count();
    }

    private static boolean isSocket(File descriptor) {
        try {
            return Files.readSymbolicLink(descriptor.toPath()).toString().startsWith("socket:");
        } catch (IOException e) {
            // Closed meanwhile.
            return false;
        }
    }

    @Test
    void disposingFreesAllAndTells() {
        temp.append(0, 10);
        PollLoop loop = PollLoop.backingOff("disposed");
        StepVerifier.create(temp.flux()
                        .consumer("risk")
                        .runOn(loop)
                        .receive(NUMBER)
                        .doOnError(e -> assertFalse(temp.consumer("risk").alive())))
                .expectNextCount(10)
                .then(loop::dispose)
                .expectErrorMatches(e -> e instanceof RejectedExecutionException
                        && e.getMessage().contains("disposed"))
                .verify(DEADLINE);
        assertTrue(loop.isDisposed());
        StepVerifier.create(temp.flux().runOn(loop).receive())
                .expectError(RejectedExecutionException.class)
                .verify(DEADLINE);
    }

    @Test
    void anIdleStrategyThatCannotBeMadeIsAnError() {
        PollLoop loop = PollLoop.of("broken", () -> {
            throw new IllegalStateException("no strategy");
        });
        StepVerifier.create(temp.flux().runOn(loop).receive())
                .expectErrorMatches(
                        e -> e instanceof RejectedExecutionException && e.getCause() instanceof IllegalStateException)
                .verify(DEADLINE);
    }

    @Test
    void anInvokedOneTurnsWhenItsAgentIsCalled() {
        temp.append(0, 600);
        PollLoop loop = PollLoop.invoked("mine");
        List<Long> seen = new ArrayList<>();
        AtomicReference<Throwable> end = new AtomicReference<>();
        temp.flux().consumer("risk").runOn(loop).receive(NUMBER).subscribe(seen::add, end::set);
        AgentInvoker invoker = new AgentInvoker(Throwable::printStackTrace, null, loop.agent());
        invoker.start();
        assertEquals(0, seen.size());
        assertTrue(invoker.invoke() > 0);
        assertEquals(256, seen.size());
        assertEquals(256, invoker.invoke());
        assertEquals(88, invoker.invoke());
        assertEquals(0, invoker.invoke());
        assertEquals(range(0, 600), seen);
        assertTrue(temp.consumer("risk").alive());
        invoker.close();
        assertTrue(end.get() instanceof RejectedExecutionException);
        assertFalse(temp.consumer("risk").alive());
        assertTrue(loop.isDisposed());
    }

    @Test
    void anInvokedOneIsNotTurnedByItsOwnSubscriber() {
        temp.append(0, 10);
        PollLoop loop = PollLoop.invoked("mine");
        List<Long> seen = new ArrayList<>();
        temp.flux().runOn(loop).receive(NUMBER).subscribe(v -> {
            seen.add(v);
            work(loop);
        });
        work(loop);
        assertEquals(range(0, 10), seen);
        end(loop);
    }

    @Test
    void disposedWithinATurnItEndsAllBehindIt() {
        temp.append(0, 10);
        PollLoop loop = PollLoop.invoked("mine");
        List<Throwable> ends = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            temp.flux().runOn(loop).receive().subscribe(f -> loop.agent().onClose(), ends::add);
        }
        work(loop);
        assertEquals(3, ends.size());
        assertTrue(ends.stream().allMatch(e -> e instanceof RejectedExecutionException));
    }

    @Test
    void anInvokedOneIsPartOfACompositeAgentOnTheUsersRunner() {
        temp.append(0, 10);
        PollLoop loop = PollLoop.invoked("part");
        PollLoop other = PollLoop.invoked("other part");
        IdleStrategy idle = new YieldingIdleStrategy();
        AgentRunner runner = new AgentRunner(
                idle, Throwable::printStackTrace, null, new CompositeAgent(loop.agent(), other.agent()));
        AgentRunner.startOnThread(runner);
        StepVerifier.create(temp.flux()
                        .until(Until.tail())
                        .runOn(loop)
                        .receive(NUMBER)
                        .concatWith(temp.flux().until(Until.tail()).runOn(other).receive(NUMBER)))
                .expectNextSequence(range(0, 10))
                .expectNextSequence(range(0, 10))
                .expectComplete()
                .verify(DEADLINE);
        runner.close();
        assertTrue(loop.isDisposed());
        assertTrue(other.isDisposed());
    }

    @Test
    void onlyAnInvokedOneHasAnAgent() {
        assertThrows(IllegalStateException.class, () -> PollLoop.shared().agent());
        assertThrows(IllegalStateException.class, () -> PollLoop.spinning("x").agent());
    }

    @Test
    void latestMeansLatestWhenOpened() {
        temp.append(0, 10);
        PollLoop loop = PollLoop.invoked("late");
        List<Long> seen = new ArrayList<>();
        temp.flux().start(Start.latest()).runOn(loop).receive(NUMBER).subscribe(seen::add);
        work(loop);
        temp.append(10, 12);
        work(loop);
        assertEquals(range(10, 12), seen);
        end(loop);
    }

    private static void work(PollLoop loop) {
        try {
            loop.agent().doWork();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

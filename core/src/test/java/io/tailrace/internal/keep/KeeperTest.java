package io.tailrace.internal.keep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The thread that ticks once a second: in order, whatever a tick does, and never for a task that is closed. */
@SuppressWarnings("try")
class KeeperTest {
    @Test
    void ticksInOrderWhateverATickThrows() {
        List<String> ticks = new CopyOnWriteArrayList<>();
        try (Keeper.Handle first = Keeper.add(() -> {
                    ticks.add("first");
                    Thread.currentThread().interrupt();
                    throw new AssertionError("on purpose");
                });
                Keeper.Handle second = Keeper.add(() -> ticks.add("second"))) {
            Await.until("three rounds", () -> ticks.size() >= 6);
        }
        assertEquals(List.of("first", "second", "first", "second"), ticks.subList(0, 4));
    }

    @Test
    void oneDaemonThatOutlivesItsTasksByLittle() {
        AtomicReference<Thread> keeper = new AtomicReference<>();
        AtomicReference<Thread> other = new AtomicReference<>();
        try (Keeper.Handle first = Keeper.add(() -> keeper.set(Thread.currentThread()));
                Keeper.Handle second = Keeper.add(() -> other.set(Thread.currentThread()))) {
            Await.until("both ticked", () -> keeper.get() != null && other.get() != null);
            assertEquals(keeper.get(), other.get());
            assertEquals("tailrace-keeper", keeper.get().getName());
            assertTrue(keeper.get().isDaemon());
        }
        Await.until("the thread is gone", () -> !keeper.get().isAlive());
        AtomicInteger again = new AtomicInteger();
        try (Keeper.Handle third = Keeper.add(again::incrementAndGet)) {
            Await.until("another one ticks", () -> again.get() > 0);
        }
    }

    @Test
    void closeWaitsForTheTickAndIsItsLast() throws InterruptedException {
        CountDownLatch inTick = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        Keeper.Handle handle = Keeper.add(() -> {
            inTick.countDown();
            Await.until("told to go on", () -> go.getCount() == 0);
            ended.incrementAndGet();
        });
        inTick.await();
        Thread closer = new Thread(handle::close);
        closer.start();
        Await.until("close waits", () -> closer.getState() == Thread.State.BLOCKED);
        assertEquals(0, ended.get());
        go.countDown();
        closer.join();
        assertEquals(1, ended.get(), "close returned behind the tick");
        letARoundPass();
        assertEquals(1, ended.get());
    }

    @Test
    void closesFromInsideItsTick() {
        AtomicReference<Keeper.Handle> handle = new AtomicReference<>();
        AtomicInteger ticks = new AtomicInteger();
        handle.set(Keeper.add(() -> {
            ticks.incrementAndGet();
            handle.get().close();
        }));
        Await.until("ticked", () -> ticks.get() > 0);
        letARoundPass();
        letARoundPass();
        assertEquals(1, ticks.get());
    }

    @Test
    void aTaskClosedByAnotherOneInTheSameRoundDoesNotTick() {
        AtomicInteger ticks = new AtomicInteger();
        AtomicReference<Keeper.Handle> victim = new AtomicReference<>();
        try (Keeper.Handle killer = Keeper.add(() -> {
            Keeper.Handle handle = victim.get();
            if (handle != null) {
                handle.close();
            }
        })) {
            letARoundPass();
            victim.set(Keeper.add(ticks::incrementAndGet));
            letARoundPass();
            letARoundPass();
        }
        assertEquals(0, ticks.get());
    }

    private static void letARoundPass() {
        AtomicInteger ticks = new AtomicInteger();
        try (Keeper.Handle handle = Keeper.add(ticks::incrementAndGet)) {
            Await.until("a round", () -> ticks.get() > 0);
        }
    }
}

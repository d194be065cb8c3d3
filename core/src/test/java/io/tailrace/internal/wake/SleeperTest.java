package io.tailrace.internal.wake;

import static io.tailrace.layout.ControlDescriptor.*;
import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.tailrace.Await;
import io.tailrace.WakeUp;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One thread's sleep, by doorbells and by polling; by futex, which needs a flag, in {@code WakeIT}. Nothing here relies on a bound: what is
 * not woken sleeps for longer than the test may take.
 */
@Timeout(60)
class SleeperTest {
    private static final long FOR_EVER_NANOS = 3_600_000_000_000L;

    private final ByteBuffer control = ByteBuffer.allocateDirect(HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final Bell bell = new Bell(control, FRAMES_BELL_OFFSET);
    private final Thing thing = new Thing(bell);
    private final Sleeper sleeper = new Sleeper();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        sleeper.close();
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }

    /** What a test waits for. */
    private static class Thing implements Waitable {
        final @Nullable Bell bell;
        volatile State state = State.IDLE;
        volatile @Nullable Error error;
        volatile int looks;

        Thing(@Nullable Bell bell) {
            this.bell = bell;
        }

        @Override
        public @Nullable Bell bell() {
            return bell;
        }

        @Override
        public State look() {
            looks++;
            Error thrown = error;
            if (thrown != null) {
                throw thrown;
            }
            return state;
        }

        void happens() {
            state = State.READY;
            bell.ring();
        }
    }

    private static void sleep(Sleeper sleeper, List<? extends Waitable> things, long nanos) {
        sleeper.prepare();
        try {
            sleeper.sleep(things, nanos);
        } finally {
            sleeper.awake();
        }
    }

    private Thread start(Runnable run) {
        Thread thread = new Thread(run);
        threads.add(thread);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(Thread thread) throws InterruptedException {
        thread.join(20_000);
        assertFalse(thread.isAlive(), "still asleep");
    }

    private int word() {
        return control.getInt(FRAMES_BELL_OFFSET);
    }

    private void awaitAsleep() {
        assumeTrue(Doorbell.isAvailable());
        Await.until("it said that it sleeps", () -> (word() & BELL_DOORBELL) != 0);
    }

    @Test
    void aRingEndsIt() throws InterruptedException {
        Thread thread = start(() -> sleep(sleeper, List.of(thing), FOR_EVER_NANOS));
        awaitAsleep();
        thing.happens();
        join(thread);
        assertEquals(WakeUp.DOORBELL, sleeper.last());
        assertEquals(0, doorbells());
    }

    private int doorbells() {
        int left = 0;
        for (int offset = DOORBELLS_OFFSET; offset < UNNAMED_OFFSET; offset += Long.BYTES) {
            left += control.getLong(offset) == 0 ? 0 : 1;
        }
        return left;
    }

    @Test
    void theTimeEndsIt() {
        for (Thing each : new Thing[] {thing, new Thing(null)}) {
            long begin = System.nanoTime();
            do {
                sleep(sleeper, List.of(each), 10_000_000);
            } while (each.looks < 2);
            assertTrue(System.nanoTime() - begin < 5_000_000_000L);
        }
        assertEquals(0, doorbells(), "what was not rung is taken back");
    }

    @Test
    void whatIsThereAlreadyIsNotSleptFor() {
        thing.state = Waitable.State.READY;
        sleep(sleeper, List.of(new Thing(bell), thing), FOR_EVER_NANOS);
        assertEquals(0, doorbells());
    }

    /** A ring between two looks ends the sleep, though nobody is asleep yet. */
    @Test
    void whatComesWhileItFallsAsleep() {
        Thing late = new Thing(bell) {
            @Override
            public State look() {
                State found = super.look();
                happens();
                return found;
            }
        };
        assumeTrue(Doorbell.isAvailable());
        sleep(sleeper, List.of(late), FOR_EVER_NANOS);
        assertEquals(1, late.looks);
    }

    @Test
    void wokenBeforeItSleeps() {
        for (Thing each : new Thing[] {thing, new Thing(null)}) {
            sleeper.prepare();
            sleeper.wakeUp();
            sleeper.sleep(List.of(each), FOR_EVER_NANOS);
            sleeper.awake();
        }
        sleeper.prepare();
        sleeper.wakeUp();
        sleeper.sleep(List.of(), FOR_EVER_NANOS);
        sleeper.awake();
    }

    @Test
    void wokenWhileItSleeps() throws InterruptedException {
        for (List<Thing> each : List.of(List.of(thing), List.of(new Thing(null)), List.<Thing>of())) {
            boolean polls = !each.isEmpty() && each.get(0).bell == null;
            CountDownLatch begun = new CountDownLatch(1);
            Thread thread = start(() -> {
                // By who polls it is looked at anyway, and it returns.
                do {
                    sleeper.prepare();
                    begun.countDown();
                    sleeper.sleep(each, FOR_EVER_NANOS);
                    sleeper.awake();
                } while (polls && !Thread.currentThread().isInterrupted() && each.get(0).looks < 100);
            });
            begun.await();
            if (!polls) {
                Await.until("it sleeps", () -> thread.getState() != Thread.State.NEW && hasSlept(thread));
            }
            sleeper.wakeUp();
            join(thread);
        }
    }

    private static boolean hasSlept(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals("block") || frame.getMethodName().equals("sleepByDoorbell")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void wakingWhoDoesNotSleepIsForgotten() {
        sleeper.wakeUp();
        sleep(sleeper, List.of(thing), 1_000_000);
        sleeper.wakeUp();
        long begin = System.nanoTime();
        sleep(sleeper, List.of(), 20_000_000);
        // A park may end for no reason, but not this early each time.
        for (int i = 0; i < 10 && System.nanoTime() - begin < 20_000_000; i++) {
            sleeper.wakeUp();
            begin = System.nanoTime();
            sleep(sleeper, List.of(), 20_000_000);
        }
        assertTrue(System.nanoTime() - begin >= 20_000_000);
    }

    @Test
    void anInterruptEndsItAndStays() throws InterruptedException {
        for (List<Thing> each : List.of(List.of(thing), List.<Thing>of())) {
            AtomicInteger interrupted = new AtomicInteger();
            Thread thread = start(() -> {
                sleep(sleeper, each, FOR_EVER_NANOS);
                interrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
                sleep(sleeper, each, FOR_EVER_NANOS);
                interrupted.addAndGet(Thread.interrupted() ? 1 : 0);
            });
            Await.until("it sleeps", () -> hasSlept(thread));
            thread.interrupt();
            join(thread);
            assertEquals(2, interrupted.get());
        }
        control.putInt(FRAMES_BELL_OFFSET, 0);
        aRingEndsIt();
    }

    @Test
    void onVirtualThreads() throws Exception {
        Thread thread;
        try {
            thread = (Thread) Thread.class
                    .getMethod("startVirtualThread", Runnable.class)
                    .invoke(null, (Runnable) () -> sleep(sleeper, List.of(thing), FOR_EVER_NANOS));
        } catch (NoSuchMethodException e) {
            assumeTrue(Runtime.version().feature() < 21, "there are some");
            return;
        }
        awaitAsleep();
        thing.happens();
        join(thread);
        assertEquals(WakeUp.DOORBELL, sleeper.last());
    }

    @Test
    void oneOfManyBells() throws InterruptedException {
        List<Thing> things = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ByteBuffer other = ByteBuffer.allocateDirect(HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
            things.add(new Thing(new Bell(other, i % 2 == 0 ? FRAMES_BELL_OFFSET : ROOM_BELL_OFFSET)));
            // Twice the same, as two readers of one journal have it.
            things.add(new Thing(things.get(2 * i).bell));
        }
        things.add(thing);
        for (int i = 0; i < 3; i++) {
            Thing rung = i == 2 ? thing : things.get(17 + 200 * i);
            things.forEach(each -> each.state = Waitable.State.IDLE);
            Thread thread = start(() -> sleep(sleeper, things, FOR_EVER_NANOS));
            awaitAsleep();
            Await.until("it sleeps", () -> hasSlept(thread));
            rung.happens();
            join(thread);
            control.putInt(FRAMES_BELL_OFFSET, 0);
        }
    }

    /** No bell tells of them, or what comes may need this thread to look: it does so soon, and not for ever at the same pace. */
    @Test
    void soonIsPolled() {
        thing.state = Waitable.State.SOON;
        long begin = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            sleep(sleeper, List.of(thing), FOR_EVER_NANOS);
        }
        assertTrue(System.nanoTime() - begin < 5_000_000_000L);
        for (int i = 0; i < 200; i++) {
            sleep(sleeper, List.of(thing), FOR_EVER_NANOS);
        }
        begin = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            sleep(sleeper, List.of(thing), FOR_EVER_NANOS);
        }
        assertTrue(System.nanoTime() - begin >= 10_000_000L, "pauses that grew");
    }

    /** Two of them are rung, the others by those. */
    @Test
    void moreThanThereAreDoorbells() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            thing.state = Waitable.State.IDLE;
            allAreWoken(DOORBELLS + 8);
        }
    }

    /** Who was rung rings those that were left over, not those that were rung as well and sleep again: they would ring back. */
    @Test
    void thoseThatWereWokenDoNotWakeEachOther() {
        assumeTrue(Doorbell.isAvailable());
        int rings = 20;
        AtomicInteger sleeps = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            start(() -> {
                try (Sleeper own = new Sleeper()) {
                    while (!Thread.currentThread().isInterrupted()) {
                        sleep(own, List.of(thing), FOR_EVER_NANOS);
                        sleeps.incrementAndGet();
                    }
                }
            });
        }
        for (int i = 0; i < rings; i++) {
            Await.until("all sleep", () -> doorbells() == 4 && (word() & BELL_DOORBELL) != 0);
            bell.ring();
        }
        sleep(sleeper, List.of(), 100_000_000);
        assertTrue(sleeps.get() <= 2 * 4 * rings, sleeps + " sleeps of 4 sleepers for " + rings + " rings");
    }

    private void allAreWoken(int count) throws InterruptedException {
        assumeTrue(Doorbell.isAvailable());
        AtomicInteger polling = new AtomicInteger();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(start(() -> {
                try (Sleeper own = new Sleeper()) {
                    boolean counted = false;
                    while (thing.state != Waitable.State.READY) {
                        sleep(own, List.of(thing), FOR_EVER_NANOS);
                        if (!counted && own.last() == WakeUp.POLLING) {
                            counted = true;
                            polling.incrementAndGet();
                        }
                    }
                }
            }));
        }
        Await.until("all sleep as they can", () -> doorbells() == DOORBELLS && polling.get() == count - DOORBELLS);
        thing.happens();
        for (Thread thread : all) {
            join(thread);
        }
        assertEquals(0, doorbells());
    }

    /** Cells of the dead, with no bit set for which anybody would ring them. */
    @Test
    void cellsOfTheDeadDoNotMakeItPollForEver() {
        assumeTrue(Doorbell.isAvailable());
        Doorbell gone = Doorbell.open();
        gone.close();
        for (int offset = DOORBELLS_OFFSET; offset < UNNAMED_OFFSET; offset += Long.BYTES) {
            control.putLong(offset, gone.word() | DOORBELL_ROOM);
        }
        sleep(sleeper, List.of(thing), 1_000_000);
        assertEquals(WakeUp.POLLING, sleeper.last());
        Await.until("one was taken away", () -> {
            sleep(sleeper, List.of(thing), 1_000_000);
            return sleeper.last() == WakeUp.DOORBELL;
        });
    }

    /** As of a file that was truncated: those that were set before must not be touched by the next sleep, for their file may be closed. */
    @Test
    void aSleepThatFailsLeavesNothingBehind() {
        assumeTrue(Doorbell.isAvailable());
        Thing failing = new Thing(bell);
        failing.error = new InternalError("for this test");
        assertThrows(InternalError.class, () -> sleep(sleeper, List.of(thing, failing), FOR_EVER_NANOS));
        assertEquals(0, doorbells());
        control.putInt(FRAMES_BELL_OFFSET, 0);
        Thing other = new Thing(new Bell(control, ROOM_BELL_OFFSET));
        sleep(sleeper, List.of(other), 1_000_000);
        assertEquals(0, word(), "the bell of the sleep that failed");
    }

    @Test
    void aBellThatFailsIsPolled() {
        Thing failing = new Thing(bell) {
            @Override
            public Bell bell() {
                throw new InternalError("for this test");
            }
        };
        Thing other = new Thing(new Bell(control, ROOM_BELL_OFFSET));
        sleep(sleeper, List.of(other, failing), FOR_EVER_NANOS);
        assertEquals(WakeUp.POLLING, sleeper.last());
        sleep(sleeper, List.of(thing), 1_000_000);
        assertEquals(0, control.getInt(ROOM_BELL_OFFSET));
    }

    @Test
    void allocatesNothingBehindTheFirst() {
        ThreadMXBean mx = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Thing> things = List.of(thing, new Thing(new Bell(control, ROOM_BELL_OFFSET)));
        List<Thing> polled = List.of(new Thing(null));
        int rounds = 1_000;
        start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                bell.ring();
            }
        });
        for (int i = 0; i < rounds; i++) {
            once(things, polled);
        }
        long before = mx.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < rounds; i++) {
            once(things, polled);
        }
        long allocated = mx.getCurrentThreadAllocatedBytes() - before;
        // Less than half an object each; what is done for the first time now and then is linked.
        assertTrue(allocated < 8 * rounds, "allocated " + allocated + " bytes in " + rounds + " sleeps");
    }

    private void once(List<Thing> rung, List<Thing> polled) {
        sleep(sleeper, rung, 10_000_000);
        sleep(sleeper, polled, 1_000);
        sleep(sleeper, List.of(), 1_000);
    }

    /** What a datagram costs beside its two microseconds. */
    @Test
    void aRingAllocatesLittle() {
        assumeTrue(Doorbell.isAvailable());
        ThreadMXBean mx = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Doorbell doorbell = Doorbell.open()) {
            int rings = 1_000;
            long before = 0;
            for (int i = 0; i < 2 * rings; i++) {
                if (i == rings) {
                    before = mx.getCurrentThreadAllocatedBytes();
                }
                bell.leave(doorbell.word());
                bell.set(BELL_DOORBELL);
                bell.ring();
            }
            long each = (mx.getCurrentThreadAllocatedBytes() - before) / rings;
            assertTrue(each < 200, each + " bytes each ring");
        }
    }

    @Test
    void nothingIsLeftOpen() {
        long before = descriptors();
        for (int i = 0; i < 20; i++) {
            try (Sleeper each = new Sleeper()) {
                sleep(each, List.of(thing), 1_000_000);
            }
        }
        Await.until("their sockets are closed", () -> descriptors() <= before + 3);
    }

    private static long descriptors() {
        return new java.io.File("/proc/self/fd").list().length;
    }
}

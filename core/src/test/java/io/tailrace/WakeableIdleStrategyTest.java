package io.tailrace;

import static io.tailrace.layout.ControlDescriptor.*;
import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.wake.Sleeper;
import io.tailrace.internal.wake.Waitable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Waiting for frames: what ends it, what cannot be slept for, and who may not say that it sleeps. */
@Timeout(60)
class WakeableIdleStrategyTest {
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final FrameHandler NOTHING = (buffer, offset, length, header) -> {};

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private Appender appender;
    private Reader reader;

    @BeforeEach
    void open() {
        journal = journals.create();
        appender = journals.closing(journal.appender());
        reader = journals.closing(journal.reader());
        reader.poll(NOTHING, 1);
    }

    private static int bell(Path journal) {
        return RawFile.getInt(journal.resolve(FILE_NAME), FRAMES_BELL_OFFSET);
    }

    private static boolean isWaitedFor(Path journal) {
        return (bell(journal) & (BELL_FUTEX | BELL_DOORBELL)) != 0;
    }

    private WakeableIdleStrategy idle(Reader... readers) {
        return journals.closing(WakeableIdleStrategy.of(readers));
    }

    /** Idles until it slept. */
    private static void asleep(WakeableIdleStrategy idle) {
        idle.idle(0);
        // It has spun long enough by then: the next one sleeps.
        Await.instant(100_000);
        long begin = System.nanoTime();
        do {
            idle.idle(0);
        } while (System.nanoTime() - begin < 20_000_000);
    }

    @Test
    void boundsThatNoneAre() {
        for (Duration bound : List.of(
                Duration.ZERO, Duration.ofNanos(-1), Duration.ofMillis(1001), Duration.ofSeconds(Long.MAX_VALUE))) {
            assertThrows(IllegalArgumentException.class, () -> new WakeableIdleStrategy(bound, set -> true));
        }
        new WakeableIdleStrategy(Duration.ofNanos(1), set -> true).close();
    }

    @Test
    void spinsAndThenSleepsForTheBound() {
        WakeableIdleStrategy idle = new WakeableIdleStrategy(Duration.ofMillis(30), set -> {
            set.add(reader);
            return true;
        });
        journals.closing(idle);
        idle.idle(0);
        assertEquals(0, bell(journals.path()), "it spins first");
        idle.idle(1);
        long begin = System.nanoTime();
        long longest = 0;
        int sleeps = 0;
        while (System.nanoTime() - begin < 400_000_000) {
            long slept = System.nanoTime();
            idle.idle(0);
            longest = Math.max(longest, System.nanoTime() - slept);
            sleeps++;
        }
        assertTrue(longest >= 29_000_000, "the longest sleep was " + longest + " ns");
        assertEquals("wakeable", idle.alias());
    }

    @Test
    void aFrameIsRung() {
        WakeableIdleStrategy idle = idle(reader);
        assertEquals(WakeUp.POLLING, idle.wokenBy());
        asleep(idle);
        assumeTrue(idle.wokenBy() != WakeUp.POLLING);
        assertTrue(isWaitedFor(journals.path()));
        int before = bell(journals.path());
        appender.append(Frames.bytes("x"));
        int after = bell(journals.path());
        assertEquals(1, (after >>> 4) - (before >>> 4));
        assertFalse(isWaitedFor(journals.path()));
        appender.append(Frames.bytes("y"));
        assertEquals(after, bell(journals.path()), "nobody waits for a second one");
        int delivered = reader.poll(NOTHING, 10);
        idle.idle(delivered);
        assertEquals(2, delivered);
    }

    @Test
    void threadsThatWaitForSeveralJournals() throws InterruptedException {
        int rounds = 300;
        List<Reader> readers = new ArrayList<>(List.of(reader));
        List<Appender> appenders = new ArrayList<>(List.of(appender));
        for (JournalMode mode : JournalMode.values()) {
            Journal other = journals.closing(Journal.openOrCreate(
                    journals.path(mode.toString()), TestJournals.small().mode(mode)));
            appenders.add(journals.closing(other.appender()));
            readers.add(journals.closing(other.reader()));
            readers.add(journals.closing(other.reader()));
        }
        AtomicInteger read = new AtomicInteger();
        int expected = rounds * readers.size();
        Thread thread = new Thread(() -> {
            try (WakeableIdleStrategy idle = WakeableIdleStrategy.of(readers.toArray(Reader[]::new))) {
                while (read.get() < expected && !Thread.currentThread().isInterrupted()) {
                    int delivered = 0;
                    for (Reader each : readers) {
                        delivered += each.poll(NOTHING, 10);
                    }
                    read.addAndGet(delivered);
                    idle.idle(delivered);
                }
            }
        });
        thread.start();
        for (int i = 0; i < rounds; i++) {
            for (Appender each : appenders) {
                each.append(new byte[2000]);
            }
            Await.instant(i % 3 * 300_000L);
        }
        thread.join(20_000);
        boolean stuck = thread.isAlive();
        thread.interrupt();
        thread.join();
        assertFalse(stuck, "read " + read + " of " + expected);
    }

    /** There is room for the next frame once the consumer has passed the END before it, which nothing else would wake it for. */
    @ParameterizedTest
    @EnumSource
    void theEndOfAPageWakesAConsumerThatMakesRoomByPassingIt(JournalMode mode) throws Exception {
        Journal other = journals.closing(Journal.openOrCreate(
                journals.path("other"), TestJournals.small().mode(mode).capacity(TestJournals.PAGE_SIZE)));
        Appender writer =
                journals.closing(other.appender(AppenderOptions.defaults().gateTimeout(Duration.ofSeconds(10))));
        Reader consumer = journals.closing(other.reader(ReaderOptions.defaults().consumer("slow")));
        byte[] third = new byte[TestJournals.MAX_PAYLOAD];
        for (int i = 0; i < 3; i++) {
            writer.append(third);
            assertEquals(1, consumer.poll(NOTHING, 1));
        }
        // Less than can be asked for: a page is more than an END and a frame behind it, so that the gate would be open.
        try (ControlFile control = ControlFile.open(journals.path("other").resolve(FILE_NAME), true)) {
            control.storeCapacity(20_000);
            control.raiseConsumerChanges();
        }
        Thread thread = new Thread(() -> {
            long longest = LONGEST.toNanos() * 3600;
            try (Sleeper sleeper = new Sleeper()) {
                for (int read = 0; read == 0; read = consumer.poll(NOTHING, 1)) {
                    sleeper.prepare();
                    sleeper.sleep(List.of((Waitable) consumer), longest);
                    sleeper.awake();
                    // Behind END the frame's ring may be missed, which costs a bound.
                    longest = 5_000_000;
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                }
            }
        });
        thread.start();
        Await.until("it sleeps", () -> isWaitedFor(journals.path("other")));
        writer.append(third);
        thread.join(10_000);
        thread.interrupt();
        thread.join();
        assertEquals(writer.position(), consumer.position());
    }

    /** What becomes of a claim no bell may tell: its writer may be dead, and who reads has it sealed. */
    @Test
    void aClaimIsPolled() {
        Journal shared = journals.closing(Journal.openOrCreate(
                journals.path("shared"), TestJournals.small().mode(JournalMode.SHARED)));
        Appender claiming = journals.closing(shared.appender());
        Reader behind = journals.closing(shared.reader());
        assertEquals(0, behind.poll(NOTHING, 1));
        WakeableIdleStrategy idle = journals.closing(new WakeableIdleStrategy(LONGEST, set -> {
            set.add(behind);
            return true;
        }));
        Claim claim = claiming.claim(100);
        long begin = System.nanoTime();
        int idled = 0;
        while (System.nanoTime() - begin < 200_000_000) {
            idle.idle(behind.poll(NOTHING, 1));
            idled++;
        }
        assertTrue(idled < 20_000, "looked " + idled + " times");
        // Asleep it would be so for a quarter of the time that it has been idle.
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long slept = System.nanoTime();
            idle.idle(behind.poll(NOTHING, 1));
            shortest = Math.min(shortest, System.nanoTime() - slept);
        }
        assertTrue(shortest < 25_000_000, "slept for " + shortest + " ns");
        claim.commit();
        idle.idle(0);
        assertEquals(1, behind.poll(NOTHING, 1));
    }

    /** It neither keeps the thread up nor has it poll: the other reader is slept for as before. */
    @Test
    void aClosedReaderIsNotWaitedFor() {
        Reader done = journals.closing(journal.reader(ReaderOptions.defaults().until(Until.tail())));
        assertEquals(0, done.poll(NOTHING, 1));
        Reader closed = journals.closing(journal.reader());
        WakeableIdleStrategy idle = idle(done, closed, reader);
        asleep(idle);
        done.close();
        closed.close();
        asleep(idle);
        WakeUp way = idle.wokenBy();
        assertEquals(WakeableIdleStrategy.best(), way);
        long begin = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            idle.idle(0);
        }
        assertTrue(System.nanoTime() - begin > 10_000_000, "did not sleep");
        assertThrows(JournalClosedException.class, () -> closed.poll(NOTHING, 1));
    }

    /** With frames before it, it would else sleep though it could go on. */
    @Test
    void aReaderBehindAGapDoesNotSleep() throws IOException {
        for (int i = 0; i < 12; i++) {
            appender.append(new byte[TestJournals.MAX_PAYLOAD]);
        }
        Reader late = journals.closing(journal.reader());
        reader.close();
        journals.awaitUnmapped(0, 1);
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.raiseFloor(2 * 65536 + 64);
        }
        Files.delete(journals.page(0));
        Files.delete(journals.page(1));
        assertThrows(GapException.class, () -> late.poll(NOTHING, 1));
        int before = bell(journals.path()) >>> 4;
        WakeableIdleStrategy idle = journals.closing(new WakeableIdleStrategy(LONGEST, set -> {
            set.add(late);
            return true;
        }));
        idle.idle(0);
        Await.instant(100_000);
        long begin = System.nanoTime();
        for (int i = 0; i < 60; i++) {
            idle.idle(0);
        }
        // Each sleep is a quarter of what has passed, up to a second: 60 of them take half a minute.
        assertTrue(System.nanoTime() - begin < 10_000_000_000L, "slept");
        assertEquals(before, bell(journals.path()) >>> 4);
        assertEquals(1, late.poll(NOTHING, 1));
    }

    @Test
    void aReaderThatIsDoneSleeps() {
        appender.append(Frames.bytes("x"));
        Reader bounded =
                journals.closing(journal.reader(ReaderOptions.defaults().until(Until.tail())));
        assertEquals(1, bounded.poll(NOTHING, 10));
        assertTrue(bounded.isDone());
        appender.append(Frames.bytes("y"));
        WakeableIdleStrategy idle = idle(bounded);
        long begin = System.nanoTime();
        int idled = 0;
        while (System.nanoTime() - begin < 50_000_000) {
            idle.idle(0);
            idled++;
        }
        assertTrue(bounded.isDone() && idled < 20_000, "a busy loop: " + idled);
    }

    @Test
    void readOnlyLeavesNoTrace() {
        appender.append(Frames.bytes("x"));
        appender.close();
        reader.close();
        journal.close();
        journals.awaitReleased();
        byte[] before = RawFile.bytes(journals.control());
        Journal readOnly = journals.closing(
                Journal.open(journals.path(), JournalOptions.defaults().readOnly(true)));
        Reader own = journals.closing(readOnly.reader());
        WakeableIdleStrategy idle = idle(own);
        assertEquals(1, own.poll(NOTHING, 10));
        asleep(idle);
        assertEquals(WakeUp.POLLING, idle.wokenBy());
        assertArrayEquals(before, RawFile.bytes(journals.control()));

        Appender again = journals.closing(journals.open().appender());
        again.append(Frames.bytes("y"));
        assertEquals(1, own.poll(NOTHING, 10));
        asleep(idle);
        assertEquals(WakeUp.POLLING, idle.wokenBy(), "though this process may write by another handle");
        assertEquals(0, bell(journals.path()));
    }

    @Test
    void anInterruptedThreadDoesNotSleep() {
        WakeableIdleStrategy idle = journals.closing(new WakeableIdleStrategy(LONGEST, set -> {
            set.add(reader);
            return true;
        }));
        asleep(idle);
        Thread.currentThread().interrupt();
        long begin = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            idle.idle(0);
        }
        assertTrue(System.nanoTime() - begin < 10_000_000_000L);
        assertTrue(Thread.interrupted());
        idle.idle(0);
        appender.append(Frames.bytes("x"));
        assertEquals(1, reader.poll(NOTHING, 1), "nothing of the journal was closed");
    }

    @Test
    void whoIsAskedMayHaveSomethingToDo() {
        int[] asked = {0};
        WakeableIdleStrategy idle = journals.closing(new WakeableIdleStrategy(LONGEST, set -> {
            set.add(reader);
            return ++asked[0] % 2 == 0 && setTo(set, asked[0]);
        }));
        long begin = System.nanoTime();
        for (int i = 0; i < 2_000; i++) {
            idle.idle(0);
        }
        assertTrue(System.nanoTime() - begin < 40_000_000_000L);
        assertTrue(asked[0] > 500);
    }

    private static boolean setTo(WaitSet set, int asked) {
        set.atMost(asked % 4 == 0 ? 0 : 1_000);
        return true;
    }

    @Test
    void aPredicateThatFailsIsAskedAnew() {
        boolean[] fails = {true};
        WakeableIdleStrategy idle = journals.closing(new WakeableIdleStrategy(LONGEST, set -> {
            set.add(reader);
            if (fails[0]) {
                throw new IllegalStateException("for this test");
            }
            return true;
        }));
        assertThrows(IllegalStateException.class, () -> asleep(idle));
        fails[0] = false;
        asleep(idle);
        assertEquals(isWaitedFor(journals.path()), idle.wokenBy() != WakeUp.POLLING);
    }

    @Test
    void afterCloseItSleepsAgain() {
        WakeableIdleStrategy idle = idle(reader);
        asleep(idle);
        WakeUp way = idle.wokenBy();
        idle.close();
        idle.close();
        asleep(idle);
        assertEquals(way, idle.wokenBy());
    }

    /** Two handles of one journal have a mapping of the bells each: both are rung by one ring. */
    @Test
    void readersOfTwoMappings() throws IOException {
        appender.close();
        reader.close();
        journal.close();
        journals.awaitReleased();
        Journal toRead = journals.closing(Journal.openToRead(journals.path(), JournalOptions.defaults()));
        Reader first = journals.closing(toRead.reader());
        Reader second = journals.closing(journals.open().reader());
        assertEquals(0, first.poll(NOTHING, 1) + second.poll(NOTHING, 1));
        WakeableIdleStrategy idle = idle(first, second);
        asleep(idle);
        assumeTrue(idle.wokenBy() != WakeUp.POLLING);
        assertTrue(isWaitedFor(journals.path()));
        journals.closing(journals.open().appender()).append(Frames.bytes("x"));
        assertFalse(isWaitedFor(journals.path()));
        idle.idle(0);
        assertEquals(2, first.poll(NOTHING, 1) + second.poll(NOTHING, 1));
    }

    @Test
    void allocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        WakeableIdleStrategy idle = idle(reader);
        byte[] payload = new byte[64];
        for (int i = 0; i < 100; i++) {
            round(idle, payload);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 200; i++) {
            round(idle, payload);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        // A ring allocates the address of a datagram, and it is this thread that appends.
        assertTrue(allocated < 200 * 200, "allocated " + allocated);
    }

    private void round(WakeableIdleStrategy idle, byte[] payload) {
        appender.append(payload);
        int delivered;
        do {
            delivered = reader.poll(NOTHING, 10);
            idle.idle(delivered);
        } while (delivered > 0);
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < 1_100_000) {
            idle.idle(0);
        }
    }

    @Test
    void readersThatAreNoneOfOurs() {
        Reader strange = (Reader) java.lang.reflect.Proxy.newProxyInstance(
                Reader.class.getClassLoader(), new Class<?>[] {Reader.class}, (proxy, method, arguments) -> null);
        assertThrows(IllegalArgumentException.class, () -> idle(strange));
        WakeableIdleStrategy idle = journals.closing(new WakeableIdleStrategy(LONGEST, set -> {
            set.add(strange);
            return true;
        }));
        assertThrows(IllegalArgumentException.class, () -> asleep(idle));
    }
}

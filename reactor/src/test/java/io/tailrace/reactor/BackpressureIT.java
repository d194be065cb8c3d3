package io.tailrace.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Await;
import io.tailrace.ConsumerPolicy;
import io.tailrace.DeliveryMode;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Retention;
import io.tailrace.Start;
import io.tailrace.check.Board;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.DeliveryChecker;
import io.tailrace.check.Figures;
import io.tailrace.check.Positions;
import io.tailrace.check.Settings;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.check.Trail;
import io.tailrace.layout.FrameDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A source in one process, a subscriber in another: demand crosses, and whoever is killed, nothing comes that its delivery excludes. */
@Timeout(120)
class BackpressureIT {
    private static final int PAGE = 1 << 16;
    private static final int CAPACITY = 3 * PAGE + 1_000;
    private static final int PREFETCH = 64;
    private static final long FRAMES_OF_A_CAPACITY = CAPACITY / FrameDescriptor.extent(SendMain.PAYLOAD);
    private static final long LONG_ENOUGH_NANOS = 300_000_000L;
    private static final long FREED_MILLIS = 100;
    private static final long STANDS_STILL_MILLIS = 1_000;
    private static final int KILLS = Settings.number("tailrace.deliveryKills", 5);

    /** What a loop hands out in one turn, before it stores the cursor. */
    private static final int FRAMES_OF_A_TURN = 256;

    private static final List<Class<?>> LIBRARIES = List.of(JournalFlux.class, Flux.class, Publisher.class);

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private final Positions positions = new Positions();
    private final List<ChildProcess> children = new ArrayList<>();
    private Journal journal;
    private Board sending;
    private ChildProcess sender;
    private Board receiving;
    private Trail trail;
    private ChildProcess receiver;

    @BeforeEach
    void create() {
        journal = Journal.openOrCreate(
                directory.resolve("journal"),
                JournalOptions.defaults().pageSize(PAGE).capacity(CAPACITY).retention(Retention.consumers()));
    }

    @AfterEach
    void end() {
        children.forEach(ChildProcess::close);
        journal.close();
        SharedMemoryDirectory.empty(directory);
    }

    @Test
    void aConsumerThatRequestsNothingMakesTheSourceOfAnotherProcessStandStill() throws IOException {
        DeliveryChecker checker = checker(DeliveryMode.AT_LEAST_ONCE, ConsumerPolicy.GATE);
        receive(DeliveryMode.AT_LEAST_ONCE, ConsumerPolicy.GATE, 1_000);
        send(0, "-");
        awaitWaiting();
        assertEquals(1_000, trail.frames());
        long space = settledSpace();
        long requested = sending.get(SendMain.REQUESTED);
        Await.instant(2 * LONG_ENOUGH_NANOS);
        assertEquals(requested, sending.get(SendMain.REQUESTED));
        assertEquals(space, space());
        assertEquals(1_000, trail.frames());
        long most = 1_000 + FRAMES_OF_A_CAPACITY + PREFETCH;
        assertTrue(requested <= most, requested + " requested, at most " + most);
        assertTrue(requested > 1_000 + FRAMES_OF_A_CAPACITY - PREFETCH, requested + " requested");
        receiving.set(ReceiveMain.DEMAND, 50_000);
        Await.until("all that is wanted", () -> trail.frames() == 50_000);
        sending.set(SendMain.STOP, 1);
        receiving.set(ReceiveMain.DEMAND, 100_000);
        awaitSent();
        awaitAtTail();
        kill(checker);
        requireAll(checker);
        Figures.print(
                "backpressure requested=%d most=%d spaceBytes=%d frames=%d",
                requested, most, space, sending.get(SendMain.EMITTED));
    }

    @Test
    void aConsumerKilledForGoodIsNamedAndItsRemovalFreesTheWriter() {
        receive(DeliveryMode.AT_LEAST_ONCE, ConsumerPolicy.GATE, 500);
        send(0, "-");
        Await.until("some frames", () -> trail.frames() == 500);
        receiver.killAndWait();
        awaitWaiting();
        Await.instant(LONG_ENOUGH_NANOS);
        long emitted = sending.get(SendMain.EMITTED);
        assertEquals(List.of("risk"), journal.status().waitingFor());
        try (Reader reader = journal.reader(ReaderOptions.defaults().start(Start.latest()))) {
            assertEquals(0, reader.poll((buffer, offset, length, header) -> {}, 1));
            assertEquals(emitted, sending.get(SendMain.EMITTED));
            journal.removeConsumer("risk");
            long begin = System.nanoTime();
            Await.until("the next frame", () -> reader.poll((buffer, offset, length, header) -> {}, 1) == 1);
            double millis = (System.nanoTime() - begin) / 1e6;
            Figures.print("removed: next frame after %.2f ms", millis);
            assertTrue(millis <= FREED_MILLIS, "after " + millis + " ms");
        }
    }

    @Test
    void theWriterNeverWaitsForOneThatMayBeEvicted() {
        DeliveryChecker checker = checker(DeliveryMode.AT_LEAST_ONCE, ConsumerPolicy.EVICT);
        receive(DeliveryMode.AT_LEAST_ONCE, ConsumerPolicy.EVICT, 1_000);
        send(200_000, "-");
        long longest = 0;
        long changed = System.nanoTime();
        for (long before = 0; sending.get(SendMain.END) == 0; ) {
            long requested = sending.get(SendMain.REQUESTED);
            long now = System.nanoTime();
            // The time before the first request is that of a JVM that starts.
            longest = before == 0 ? 0 : Math.max(longest, now - changed);
            changed = requested == before ? changed : now;
            before = requested;
            assertTrue(sender.isAlive() || sending.get(SendMain.END) != 0, sender.errors());
            assertEquals(List.of(), journal.status().waitingFor());
        }
        assertEquals(1, sending.get(SendMain.END));
        assertTrue(longest / 1_000_000 < STANDS_STILL_MILLIS, "stood still for " + longest + " ns");
        assertEquals(1_000, trail.frames());
        long cursor = consumer().cursor();
        journal.prune();
        receiving.set(ReceiveMain.DEMAND, 200_000);
        awaitAtTail();
        List<List<Long>> gaps = trail.gaps();
        assertEquals(1, gaps.size());
        // What it had mapped when it was cut off is still read.
        assertTrue(gaps.get(0).get(0) >= cursor, gaps + ", the cursor was " + cursor);
        assertEquals(journal.status().floor(), gaps.get(0).get(1));
        long frames = trail.frames();
        kill(checker);
        requireAll(checker);
        Figures.print(
                "evicted cursor=%d gap=%s frames=%d longestStandMillis=%.1f",
                cursor, gaps.get(0), frames, longest / 1e6);
    }

    @ParameterizedTest
    @EnumSource
    void killedInMidFlight(DeliveryMode delivery) {
        long seed = Settings.seed();
        SplittableRandom random = new SplittableRandom(seed);
        DeliveryChecker checker = checker(delivery, ConsumerPolicy.GATE);
        long received = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            receive(delivery, ConsumerPolicy.GATE, Long.MAX_VALUE);
            if (kill == 0) {
                send(0, "-");
            }
            long some = 1 + random.nextLong(5_000);
            Await.until("some frames " + receiver.errors(), () -> trail.frames() >= some);
            received += trail.frames();
            kill(checker);
        }
        sending.set(SendMain.STOP, 1);
        receive(delivery, ConsumerPolicy.GATE, Long.MAX_VALUE);
        awaitSent();
        awaitAtTail();
        kill(checker);
        requireAll(checker);
        Figures.print(
                "killed in mid flight %s kills=%d received=%d again=%d of=%d seed=%d",
                delivery, KILLS, received, checker.again(), sending.get(SendMain.EMITTED), seed);
        assertTrue(delivery != DeliveryMode.AT_MOST_ONCE || checker.again() == 0);
    }

    @Test
    void resultsComeWhenTheConsumerOfAnotherProcessHasPassed() {
        DeliveryChecker checker = checker(DeliveryMode.MANUAL, ConsumerPolicy.GATE);
        receive(DeliveryMode.MANUAL, ConsumerPolicy.GATE, 2_000);
        send(10_000, "risk");
        Await.until("what was acknowledged is confirmed", () -> sending.get(SendMain.CONFIRMED) == 2_000);
        Await.instant(LONG_ENOUGH_NANOS);
        assertEquals(2_000, sending.get(SendMain.CONFIRMED));
        kill(checker);
        Await.instant(LONG_ENOUGH_NANOS);
        assertEquals(2_000, sending.get(SendMain.CONFIRMED));
        receive(DeliveryMode.MANUAL, ConsumerPolicy.GATE, Long.MAX_VALUE);
        Await.until("the rest is confirmed", () -> sending.get(SendMain.END) != 0);
        assertEquals(1, sending.get(SendMain.END), sender.errors());
        assertEquals(10_000, sending.get(SendMain.CONFIRMED));
        kill(checker);
        requireAll(checker);
        Figures.print("consumedBy confirmed=2000 before, 10000 after the restart, again=%d", checker.again());
    }

    @Test
    void whoWaitsForAConsumerThatIsRemovedIsTold() {
        receive(DeliveryMode.AT_LEAST_ONCE, ConsumerPolicy.GATE, 500);
        send(0, "risk");
        Await.until("some are confirmed", () -> sending.get(SendMain.CONFIRMED) == 500);
        receiver.killAndWait();
        journal.removeConsumer("risk");
        sender.expect("ConsumerLostException");
        assertEquals(2, sending.get(SendMain.END));
        assertEquals(500, sending.get(SendMain.CONFIRMED));
    }

    @ParameterizedTest
    @EnumSource
    void nothingComesAgainAfterADrainAtSigterm(DeliveryMode delivery) {
        DeliveryChecker checker = checker(delivery, ConsumerPolicy.GATE);
        receive(delivery, ConsumerPolicy.GATE, Long.MAX_VALUE);
        send(0, "-");
        Await.until("some frames", () -> trail.frames() > 3_000);
        receiver.terminate();
        receiver.end();
        assertEquals(1, receiving.get(ReceiveMain.DRAINED), "all was acknowledged; " + receiver.errors());
        long drained = trail.frames();
        trail.tell(checker.begin());
        sending.set(SendMain.STOP, 1);
        receive(delivery, ConsumerPolicy.GATE, Long.MAX_VALUE);
        awaitSent();
        awaitAtTail();
        kill(checker);
        requireAll(checker);
        assertEquals(0, checker.again());
        Figures.print("drained %s after=%d of=%d again=0", delivery, drained, sending.get(SendMain.EMITTED));
    }

    private DeliveryChecker checker(DeliveryMode delivery, ConsumerPolicy policy) {
        return new DeliveryChecker("risk", delivery, policy, positions);
    }

    private void send(long frames, String confirmBy) {
        sending = Board.open(directory.resolve("sending"));
        sender = ChildProcess.startWith(
                LIBRARIES,
                SendMain.class,
                journal.path(),
                directory.resolve("sending"),
                directory.resolve("sent"),
                PREFETCH,
                frames,
                confirmBy);
        children.add(sender);
    }

    /** Waits until the name is there: what is sent from then on, it gets. */
    private void receive(DeliveryMode delivery, ConsumerPolicy policy, long demand) {
        Path file = directory.resolve("receiving-" + children.size());
        Path left = directory.resolve("trail-" + children.size());
        receiving = Board.open(file);
        receiving.set(ReceiveMain.DEMAND, demand);
        trail = Trail.open(left);
        receiver = ChildProcess.startWith(
                LIBRARIES, ReceiveMain.class, journal.path(), file, left, "risk", delivery.name(), policy.name());
        children.add(receiver);
        Await.until("it is there", () -> {
            assertTrue(receiver.isAlive(), receiver.errors());
            return journal.status().consumers().stream().anyMatch(c -> c.alive() && c.pid() == receiver.pid());
        });
    }

    private void kill(DeliveryChecker checker) {
        receiver.killAndWait();
        DeliveryChecker.Session session = checker.begin();
        trail.tell(session);
        // Manual: what was acknowledged since the last turn, all in flight, and as many as the turn it died in handed
        // out.
        int manual = checker.mode() == DeliveryMode.MANUAL ? ReceiveMain.MOST_IN_FLIGHT : 0;
        session.killed(consumer().cursor(), FRAMES_OF_A_TURN + manual);
        checker.requireFine();
    }

    private void requireAll(DeliveryChecker checker) {
        Trail.open(directory.resolve("sent")).noteIn(positions);
        checker.requireComplete(0, sending.get(SendMain.EMITTED));
    }

    private ConsumerStatus consumer() {
        return journal.status().consumers().get(0);
    }

    private void awaitWaiting() {
        Await.until("the writer waits", () -> journal.status().waitingFor().equals(List.of("risk")));
    }

    private void awaitSent() {
        Await.until("all is sent", () -> sending.get(SendMain.END) != 0);
        assertEquals(1, sending.get(SendMain.END), sender.errors());
    }

    private void awaitAtTail() {
        Await.until(
                "it is at the tail",
                () -> consumer().cursor() == journal.status().tail());
    }

    /** The page ahead may still be in the making when the writer has begun to wait, and what was read in the removing. */
    private long settledSpace() {
        long[] last = {-1};
        Await.until("the space settles", () -> {
            long before = last[0];
            try {
                last[0] = space();
            } catch (IOException e) {
                // A file went away meanwhile.
                last[0] = -1;
            }
            Await.instant(LONG_ENOUGH_NANOS);
            return last[0] >= 0 && last[0] == before;
        });
        return last[0];
    }

    private long space() throws IOException {
        try (Stream<Path> files = Files.list(journal.path())) {
            long bytes = 0;
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }
}

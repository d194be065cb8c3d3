package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.ConsumerActiveException;
import io.tailrace.ConsumerLostException;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Slots;
import io.tailrace.Start;
import io.tailrace.check.Board;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Figures;
import io.tailrace.check.Settings;
import io.tailrace.check.SharedMemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Consumers of other processes, alive, stopped, killed, or without their locks: who may be removed and reset. */
class ConsumerAdminIT {
    private static final int FRAMES = 40;
    private static final int EXTENT = 1016;
    private static final int TURNS = Settings.number("tailrace.turns", 300);
    private static final ReaderOptions RISK = ReaderOptions.defaults().consumer("risk");

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private Path path;
    private Journal journal;
    private ChildProcess child;

    @BeforeEach
    void create() {
        path = directory.resolve("journal");
        JournalOptions options =
                JournalOptions.defaults().pageSize(1 << 16).writerSlots(1).consumerSlots(2);
        journal = Journal.openOrCreate(path, options);
        try (Appender appender = journal.appender()) {
            for (int i = 0; i < FRAMES; i++) {
                appender.append(new byte[1000], 0, 1000, i, 0);
            }
        }
    }

    @AfterEach
    void end() {
        if (child != null) {
            child.close();
        }
        journal.close();
        SharedMemoryDirectory.empty(directory);
    }

    private void start(String command) {
        child = ChildProcess.start(PuppetMain.class, path);
        obey(command);
    }

    private void obey(String command) {
        child.tell(command);
        child.expect(command);
    }

    @Test
    void livingOwnersAreLeftAlone() {
        start("read risk");
        requireRefused();
        obey("poll 2");
        assertEquals(64 + 3 * EXTENT, Slots.status(journal, "risk").cursor());
    }

    @Test
    void stoppedOwnersAreLivingOnes() {
        start("read risk");
        child.pause();
        try {
            requireRefused();
        } finally {
            child.resume();
        }
        obey("poll 2");
        assertEquals(64 + 3 * EXTENT, Slots.status(journal, "risk").cursor());
    }

    private void requireRefused() {
        for (Executable change : List.<Executable>of(
                () -> journal.removeConsumer("risk"), () -> journal.resetConsumer("risk", Start.latest()))) {
            long begin = System.nanoTime();
            ConsumerActiveException e = assertThrows(ConsumerActiveException.class, change);
            long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            assertEquals(child.pid(), e.pid());
            assertTrue(e.isEvidentlyAlive());
            assertTrue(e.getMessage().contains("living process " + child.pid()), e.getMessage());
            assertTrue(waited >= 50 && waited < 1_500, waited + " ms");
        }
        assertEquals(64 + EXTENT, Slots.status(journal, "risk").cursor());
    }

    @Test
    void killedOwnersAreRemovedAtOnce() {
        start("read risk");
        child.killAndWait();
        long begin = System.nanoTime();
        journal.removeConsumer("risk");
        long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertEquals(List.of(), Slots.names(journal));
        assertTrue(waited < 500, "a dead owner needs no grace: " + waited + " ms");
    }

    @Test
    void killedOwnersAreReset() {
        start("read risk");
        child.kill();
        assertEquals(64 + 7 * EXTENT, journal.resetConsumer("risk", Start.position(64 + 7 * EXTENT)));
        requireNext(7);
    }

    @Test
    void killedOwnersAreIdleSinceTheyWereActive() {
        long before = System.currentTimeMillis();
        start("read risk");
        child.killAndWait();
        ConsumerStatus status = Slots.status(journal, "risk");
        assertFalse(status.alive());
        assertTrue(status.lastActive() >= before * 1_000_000L, status.toString());
        assertTrue(status.idleMillis() >= 0, status.toString());
    }

    /** Alive, so it shows up as the owner, but whoever wants the name can have it: it has lost its lock. */
    @Test
    void ownerThatLostItsLockIsResetUnderItsFeet() {
        start("read risk");
        obey("lose");
        long target = 64 + 20 * EXTENT;
        assertEquals(target, journal.resetConsumer("risk", Start.position(target)));
        requireLost();
        assertEquals(target, Slots.status(journal, "risk").cursor());
        obey("close");
        assertEquals(target, Slots.status(journal, "risk").cursor(), "nor by its close");
        requireNext(20);
    }

    /** It may stand between its look at the generation and its CAS on the cursor: that is outlasted. */
    @Test
    void ownerThatLostItsLockIsGivenTimeToStop() {
        start("read risk");
        obey("lose");
        long begin = System.nanoTime();
        CompletableFuture<Long> reset =
                CompletableFuture.supplyAsync(() -> journal.resetConsumer("risk", Start.position(64)));
        Await.until("the generation is raised", () -> Slots.registration(path.resolve("control"), 0) == 2);
        assertEquals(64 + EXTENT, Slots.status(journal, "risk").cursor(), "the cursor is changed later");
        ConsumerActiveException e =
                assertThrows(ConsumerActiveException.class, () -> journal.reader(RISK.takeoverTimeout(Duration.ZERO)));
        assertEquals("risk", e.consumer(), "nobody gets in between");
        journal.reader(ReaderOptions.defaults().consumer("other")).close();
        assertEquals(64, reset.join());
        long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertTrue(waited >= 1_000, waited + " ms");
        assertEquals(64, Slots.status(journal, "risk").cursor());
    }

    @Test
    void slotOfAGatingReaderThatLostItsLockIsTakenLast() {
        start("gate");
        obey("lose");
        journal.reader(RISK).close();
        assertEquals(1, Slots.registration(path.resolve("control"), 1), "there was another one");
        assertEquals(1, Slots.registration(path.resolve("control"), 0));
        long begin = System.nanoTime();
        try (Reader other = journal.reader(ReaderOptions.defaults().consumer("other"))) {
            long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            assertTrue(waited >= 1_000, waited + " ms");
            requireLost();
            assertEquals(64, other.position());
            assertEquals(64, Slots.status(journal, "other").cursor());
        }
    }

    /** The cursor is where the old owner left it: only the generation tells. */
    @Test
    void ownerThatLostItsLockIsResetToWhereItStands() {
        start("read risk");
        obey("lose");
        assertEquals(64 + EXTENT, journal.resetConsumer("risk", Start.position(64 + EXTENT)));
        requireLost();
        requireNext(1);
    }

    @Test
    void ownerThatLostItsLockIsRemovedUnderItsFeet() {
        start("read risk");
        obey("lose");
        journal.removeConsumer("risk");
        requireLost();
        try (Reader reader = journal.reader(ReaderOptions.defaults().consumer("other"))) {
            requireLost();
            assertEquals(64, Slots.status(journal, "other").cursor(), "whose slot it is now");
            obey("close");
            assertTrue(Slots.status(journal, "other").alive());
            assertEquals(
                    ProcessHandle.current().pid(),
                    Slots.status(journal, "other").pid());
            reader.poll((buffer, offset, length, header) -> assertEquals(0, header.type()), 1);
        }
    }

    private void requireLost() {
        child.tell("poll 1");
        child.expect(ConsumerLostException.class.getSimpleName());
    }

    private void requireNext(int type) {
        try (Reader reader = journal.reader(RISK)) {
            assertEquals(1, reader.poll((buffer, offset, length, header) -> assertEquals(type, header.type()), 1));
        }
    }

    @Test
    void gatingReaderWithoutANameCountsWhileItLives() {
        start("gate");
        ConsumerStatus status = Slots.status(journal, "");
        assertEquals(child.pid(), status.pid());
        assertEquals(64 + EXTENT, status.cursor());
        assertTrue(status.alive());
        obey("poll 2");
        assertEquals(64 + 3 * EXTENT, Slots.status(journal, "").cursor());
        obey("close");
        assertEquals(List.of(), Slots.names(journal));
    }

    @Test
    void slotOfAKilledGatingReaderIsTakenByTheNext() {
        start("gate");
        journal.reader(RISK).close();
        assertEquals(List.of("", "risk"), Slots.names(journal));
        child.killAndWait();
        assertEquals(List.of("risk"), Slots.names(journal));
        try (Reader other = journal.reader(ReaderOptions.defaults().consumer("other"))) {
            assertEquals(List.of("other", "risk"), Slots.names(journal));
            assertEquals(64, other.position());
            assertEquals(64, Slots.status(journal, "other").cursor());
        }
    }

    @Test
    void twoProcessesResetRegisterAndRemoveOneName() {
        long seed = Settings.seed();
        SplittableRandom random = new SplittableRandom(seed);
        Path boardFile = directory.resolve("board");
        Board board = Board.open(boardFile);
        List<ChildProcess> racers = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                List<Object> arguments = new ArrayList<>(List.of(path, boardFile, random.nextLong(), TURNS));
                for (int frame = 0; frame < FRAMES; frame++) {
                    arguments.add(64L + frame * EXTENT);
                }
                racers.add(ChildProcess.start(AdminRaceMain.class, arguments.toArray()));
            }
            for (ChildProcess racer : racers) {
                racer.expect("done");
                racer.endWell();
            }
        } finally {
            racers.forEach(ChildProcess::close);
            Figures.print(
                    "opened=%d refused=%d resets=%d removals=%d unknown=%d busy=%d seed=%d",
                    board.get(AdminRaceMain.OPENED),
                    board.get(AdminRaceMain.REFUSED),
                    board.get(AdminRaceMain.RESETS),
                    board.get(AdminRaceMain.REMOVALS),
                    board.get(AdminRaceMain.UNKNOWN),
                    board.get(AdminRaceMain.BUSY),
                    seed);
        }
        for (int kind = AdminRaceMain.OPENED; kind < AdminRaceMain.KINDS; kind++) {
            assertTrue(board.get(kind) > 0, "kind " + kind + " never happened, seed " + seed);
        }
        assertTrue(Slots.names(journal).size() <= 1, Slots.names(journal) + ", seed " + seed);
        assertNull(journal.verify().fault());
        journal.reader(RISK).close();
    }
}

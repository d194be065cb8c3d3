package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Journal;
import io.tailrace.check.Board;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Figures;
import io.tailrace.check.Settings;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight processes open or create one journal at once: there is one journal, and all get it, also when one of them is killed. */
class CreateRaceIT {
    private static final int PROCESSES = 8;
    private static final int ROUNDS = 150;
    private static final int KILLS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    @AfterEach
    void emptyDirectory() {
        SharedMemoryDirectory.empty(directory);
    }

    private final long seed = Settings.seed();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final ChildProcess[] children = new ChildProcess[PROCESSES];
    private Board board;
    private long round;

    @BeforeEach
    void start() {
        board = Board.open(directory.resolve("board"));
        for (int i = 0; i < PROCESSES; i++) {
            start(i);
        }
        for (ChildProcess child : children) {
            child.expect("ready");
        }
    }

    private void start(int number) {
        children[number] = ChildProcess.start(CreateMain.class, directory, directory.resolve("board"), number);
    }

    @AfterEach
    void end() {
        for (ChildProcess child : children) {
            child.close();
        }
    }

    @Test
    void allGetTheOneJournal() {
        for (int i = 0; i < ROUNDS; i++) {
            go();
            awaitDone(-1);

            UUID uuid = uuid(0);
            for (int number = 1; number < PROCESSES; number++) {
                assertEquals(uuid, uuid(number), "round " + round);
            }
            try (Journal journal = Journal.open(path())) {
                assertEquals(uuid, journal.uuid());
                assertNull(journal.verify().fault());
            }
            assertEquals(Set.of("control", "lock", "0.page"), names(), "round " + round);
            Journal.delete(path());
        }
        Figures.print("create race: processes=%d rounds=%d", PROCESSES, ROUNDS);
    }

    @Test
    void theOthersGetItWhenOneIsKilledMeanwhile() {
        int hits = 0;
        for (int i = 0; hits < KILLS; i++) {
            assertTrue(i < 20 * KILLS, "too few kills hit: " + hits + ", seed " + seed);
            int victim = random.nextInt(PROCESSES);
            go();
            Await.until("victim begins", PATIENCE, () -> board.get(CreateMain.field(victim, CreateMain.INSIDE)) != 0);
            Await.instant(random.nextLong(1_500_000));
            children[victim].killAndWait();
            hits += board.get(CreateMain.field(victim, CreateMain.INSIDE)) == 1 ? 1 : 0;
            awaitDone(victim);

            UUID uuid = uuid((victim + 1) % PROCESSES);
            for (int number = 0; number < PROCESSES; number++) {
                assertTrue(number == victim || uuid.equals(uuid(number)), "round " + round + ", seed " + seed);
            }
            requireUsable(uuid);
            Journal.delete(path());
            start(victim);
            children[victim].expect("ready");
        }
        Figures.print("create race: processes=%d kills while creating=%d seed=%d", PROCESSES, hits, seed);
    }

    /** Writing over a page switch sweeps what the killed one left, and finds nothing in its way. */
    private void requireUsable(UUID uuid) {
        try (Journal journal = Journal.open(path())) {
            assertEquals(uuid, journal.uuid());
            try (Appender appender = journal.appender()) {
                byte[] payload = new byte[journal.maxPayloadLength()];
                while (appender.position() < journal.pageSize()) {
                    appender.append(payload);
                }
            }
            assertNull(journal.verify().fault());
        }
        // The page behind the one that was entered is still being prepared, under such a name.
        Await.until(
                "no temporary file is left in round " + round + " of seed " + seed,
                PATIENCE,
                () -> names().stream().noneMatch(name -> name.startsWith(PageDescriptor.TEMPORARY_PREFIX)));
    }

    private void go() {
        for (int number = 0; number < PROCESSES; number++) {
            board.set(CreateMain.field(number, CreateMain.INSIDE), 0);
        }
        board.set(CreateMain.ROUND, ++round);
    }

    private void awaitDone(int except) {
        for (int i = 0; i < PROCESSES; i++) {
            int number = i;
            if (number != except) {
                Await.until(
                        "process " + number + " in round " + round + " of seed " + seed + " "
                                + children[number].errors(),
                        PATIENCE,
                        () -> board.get(CreateMain.field(number, CreateMain.DONE)) == round);
            }
        }
    }

    private UUID uuid(int number) {
        return new UUID(
                board.get(CreateMain.field(number, CreateMain.HIGH)),
                board.get(CreateMain.field(number, CreateMain.LOW)));
    }

    private Path path() {
        return CreateMain.path(directory, round);
    }

    private Set<String> names() {
        try (Stream<Path> files = Files.list(path())) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.DeliveryMode;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
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
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consumers killed (kill -9) while they read: what each delivery promises of the frames they had. */
class DeliveryModesIT {
    private static final int KILLS = Settings.number("tailrace.deliveryKills", 12);

    /** Where none has hit what it is to hit. */
    private static final int MOST_KILLS = 5 * KILLS;

    /** As many as a board has room for. */
    private static final int FRAMES = Board.SIZE - DeliveryMain.FRAMES - 1;

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private final long seed = Settings.seed();
    private final SplittableRandom random = new SplittableRandom(seed);
    private Path path;
    private Path boardFile;
    private Journal journal;
    private Board board;

    /** Frames 1 to {@link #FRAMES}, of any length, with aborted claims between them. */
    @BeforeEach
    void create() {
        path = directory.resolve("journal");
        boardFile = directory.resolve("board");
        board = Board.open(boardFile);
        journal = Journal.openOrCreate(path, JournalOptions.defaults().pageSize(1 << 16));
        try (Appender appender = journal.appender()) {
            for (int number = 1; number <= FRAMES; number++) {
                int length = random.nextInt(200);
                appender.append(new byte[length], 0, length, 0, number);
                if (random.nextInt(20) == 0) {
                    appender.claim(100).abort();
                }
            }
        }
    }

    @AfterEach
    void end() {
        journal.close();
        SharedMemoryDirectory.empty(directory);
    }

    @Test
    void atMostOnceNothingComesTwiceAndOneFrameAKillIsLost() {
        int inHandler = 0;
        int kills = 0;
        for (; kills < KILLS || inHandler == 0 && kills < MOST_KILLS; kills++) {
            live(DeliveryMode.AT_MOST_ONCE);
            int before = inHandler;
            inHandler = count(DeliveryMain.BEGUN);
            assertTrue(inHandler <= before + 1, "one life has one frame in its handler, seed " + seed);
        }
        long next = numberAtCursor();
        long missing = 0;
        for (int number = 1; number < next; number++) {
            missing += board.get(DeliveryMain.FRAMES + number) == 0 ? 1 : 0;
        }
        Figures.print(
                "atMostOnce kills=%d read=%d inHandler=%d beforeHandler=%d seed=%d",
                kills, next - 1, inHandler, missing, seed);
        assertEquals(0, count(DeliveryMain.TWICE), "seed " + seed);
        assertTrue(missing + inHandler <= kills, missing + " and " + inHandler + " are lost, seed " + seed);
        assertTrue(inHandler > 0, "no kill hit a handler, seed " + seed);
        for (long number = next; number <= FRAMES; number++) {
            assertEquals(0, board.get(DeliveryMain.FRAMES + (int) number), "behind the cursor, seed " + seed);
        }
    }

    @Test
    void manualTheNextBeginsBehindWhatWasCommitted() {
        int duringCommit = 0;
        int kills = 0;
        for (; kills < KILLS || duringCommit == 0 && kills < MOST_KILLS; kills++) {
            live(DeliveryMode.MANUAL);
            long committed = board.get(DeliveryMain.COMMITTED);
            long committing = board.get(DeliveryMain.COMMITTING);
            long cursor = numberAtCursor() - 1;
            assertTrue(
                    cursor == committed || cursor == committing,
                    "all up to " + cursor + " is done, committed was " + committed + ", then " + committing + ", seed "
                            + seed);
            duringCommit += committed == committing ? 0 : 1;
            // What the killed one did not come to say.
            board.set(DeliveryMain.COMMITTED, cursor);
        }
        Figures.print(
                "manual kills=%d committed=%d duringCommit=%d seed=%d",
                kills, board.get(DeliveryMain.COMMITTED), duringCommit, seed);
        assertTrue(duringCommit > 0, "no kill hit a commit, seed " + seed);
    }

    /** A process that reads until it is killed at a random instant. */
    private void live(DeliveryMode delivery) {
        long before = board.get(DeliveryMain.COMMITTED);
        board.set(DeliveryMain.HANDED, 0);
        board.set(DeliveryMain.FIRST, 0);
        try (ChildProcess child =
                ChildProcess.start(DeliveryMain.class, path, boardFile, delivery, random.nextLong())) {
            long most = random.nextInt(FRAMES / MOST_KILLS / 4) + 1;
            Await.until("it reads", () -> board.get(DeliveryMain.HANDED) >= most || !child.isAlive());
            assertTrue(child.isAlive(), child.errors());
            child.killAndWait();
        }
        long first = board.get(DeliveryMain.FIRST);
        assertTrue(first == 0 || first == before + 1, first + " came first, done was " + before + ", seed " + seed);
    }

    private int count(long what) {
        int count = 0;
        for (int number = 1; number <= FRAMES; number++) {
            count += board.get(DeliveryMain.FRAMES + number) == what ? 1 : 0;
        }
        return count;
    }

    private long numberAtCursor() {
        long cursor = Slots.status(journal, "risk").cursor();
        long[] number = new long[1];
        try (Reader reader = journal.reader(ReaderOptions.defaults().start(Start.position(cursor)))) {
            assertEquals(
                    1,
                    reader.poll((buffer, offset, length, header) -> number[0] = header.timestamp(), 1),
                    "all was read before the last kill, seed " + seed);
        }
        return number[0];
    }
}

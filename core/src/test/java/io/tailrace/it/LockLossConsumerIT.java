package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.ConsumerActiveException;
import io.tailrace.ConsumerLostException;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.check.Board;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Payloads;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.internal.role.LockTable;
import io.tailrace.layout.LockDescriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A consumer's lock lost while it lives: taken again, unless somebody took the name; then only that one advances. */
class LockLossConsumerIT {
    private static final String NAME = "c";
    private static final int FRAMES = 12_000;

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private Path path;
    private Journal journal;
    private Appender appender;
    private Board board;
    private final Payloads payloads = new Payloads();
    private long sequence;

    @BeforeEach
    void create() {
        path = directory.resolve("journal");
        journal = Journal.openOrCreate(path, JournalOptions.defaults().pageSize(1 << 16));
        appender = journal.appender();
        board = Board.open(directory.resolve("board"));
    }

    @AfterEach
    void end() {
        appender.close();
        journal.close();
        SharedMemoryDirectory.empty(directory);
    }

    private void append(int frames) {
        for (int i = 0; i < frames; i++) {
            byte[] payload = payloads.make(++sequence, 32);
            appender.append(payload, 0, 32, FeedMain.type(sequence), sequence);
        }
    }

    private long holder() {
        return LockTable.read(path).pid(LockDescriptor.consumer(0));
    }

    private static void obey(ChildProcess child, String line) {
        child.tell(line);
        child.expect(line.split(" ")[0]);
    }

    private ChildProcess startReader() {
        ChildProcess child = ChildProcess.start(LockLossMain.class, path, directory.resolve("board"));
        obey(child, "read " + NAME);
        Await.until("the child reads", () -> holder() == child.pid());
        return child;
    }

    private void lose(ChildProcess child) {
        Await.until("the lock is lost", () -> {
            obey(child, "lose read");
            return holder() == 0;
        });
    }

    @Test
    void aLockThatWasLostIsTakenAgain() {
        try (ChildProcess child = startReader()) {
            append(100);
            lose(child);
            append(100);
            Await.until("the lock is taken again", () -> holder() == child.pid());
            append(100);
            Await.until("all was delivered", () -> board.get(Delivery.LAST) == sequence);
            child.tell("stop");
            child.expect("stopped well");
        }
        Delivery.requireAll(board, 1, sequence, "reader");
    }

    @Test
    void whoTookTheNameKeepsIt() {
        try (ChildProcess child = startReader()) {
            obey(child, "read other");
            Await.until("it reads twice", () -> LockTable.read(path).pid(LockDescriptor.consumer(1)) == child.pid());
            append(100);
            Await.until("all was delivered", () -> cursor() == journal.status().tail());
            obey(child, "hold");
            append(100);
            Board own = Board.open(directory.resolve("own"));
            Delivery delivery = new Delivery(own);
            try (Reader successor = takeLost(child)) {
                successor.poll(delivery::take, 50);
            }
            for (int i = 0; i < 2; i++) {
                // What it still wants it takes again: so its keeper has been there.
                obey(child, "lose read");
                Await.until(
                        "the other lock is taken again",
                        () -> LockTable.read(path).pid(LockDescriptor.consumer(1)) == child.pid());
                assertEquals(0, holder(), "not what others had since");
            }
            child.tell("go");
            child.expect("go");
            child.tell("stop");
            child.expect("stopped " + ConsumerLostException.class.getSimpleName());
            try (Reader successor = journal.reader(ReaderOptions.defaults().consumer(NAME))) {
                successor.poll(delivery::take, 100);
            }
            Delivery.requireAll(own, 101, 200, "who took the name");
            assertEquals(journal.status().tail(), cursor());
        }
    }

    private long cursor() {
        return journal.status().consumers().get(0).cursor();
    }

    /** The lock is lost, and this process has the name before the child's keeper is there. */
    private Reader takeLost(ChildProcess child) {
        while (true) {
            lose(child);
            try {
                return journal.reader(ReaderOptions.defaults().consumer(NAME));
            } catch (ConsumerActiveException e) {
                assertEquals(child.pid(), e.pid());
            }
        }
    }

    /** Each takes the name from the other as soon as its lock is lost: every few milliseconds. */
    @Test
    void ownersThatTakeTheNameFromEachOtherMissNothing() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        journal.reader(ReaderOptions.defaults().consumer(NAME)).close();
        List<ChildProcess> readers = Stream.of(0, 1, 2)
                .map(i ->
                        ChildProcess.start(LockLossReaderMain.class, path, directory.resolve("board"), NAME, seed + i))
                .toList();
        try {
            long cursor = 0;
            while (sequence < FRAMES) {
                append(10);
                Await.instant(1_000_000);
                long now = journal.status().consumers().get(0).cursor();
                assertTrue(now >= cursor, "the cursor went back from " + cursor + " to " + now);
                cursor = now;
            }
            Await.until(
                    "all was delivered",
                    () -> journal.status().consumers().get(0).cursor()
                            == journal.status().tail());
            Await.until("a name was lost now and then", () -> board.get(LockLossReaderMain.LOST) >= 10);
            board.set(LockLossReaderMain.STOP, 1);
            readers.forEach(ChildProcess::endWell);
        } finally {
            readers.forEach(ChildProcess::close);
        }
        System.out.println("EVIDENCE lost=" + board.get(LockLossReaderMain.LOST) + " seed=" + seed);
        assertEquals(0, board.get(LockLossReaderMain.BROKEN));
        for (int i = 1; i <= FRAMES; i++) {
            assertTrue(board.get(LockLossReaderMain.DELIVERED + i) >= 1, "frame " + i + " was delivered to nobody");
        }
    }
}

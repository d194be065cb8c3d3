package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Until;
import io.tailrace.WriterActiveException;
import io.tailrace.WriterFencedException;
import io.tailrace.check.Board;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Payloads;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.internal.role.LockTable;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.LockDescriptor;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exclusive writer's lock lost while the writer lives: it is taken again, and nobody takes the role over meanwhile who could know. */
class LockLossIT {
    private static final long SOME_FRAMES = 200;

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private Path path;
    private Journal journal;
    private Board board;
    private ChildProcess owner;

    @BeforeEach
    void start() {
        path = directory.resolve("journal");
        journal = Journal.openOrCreate(path, JournalOptions.defaults().pageSize(1 << 16));
        board = Board.open(directory.resolve("board"));
        owner = ChildProcess.start(LockLossMain.class, path, directory.resolve("board"));
        obey("write");
        awaitProgress();
    }

    @AfterEach
    void end() {
        owner.close();
        journal.close();
        SharedMemoryDirectory.empty(directory);
    }

    private void obey(String line) {
        owner.tell(line);
        owner.expect(line.split(" ")[0]);
    }

    private void awaitProgress() {
        long from = board.get(LockLossMain.ACKNOWLEDGED);
        Await.until("frames are appended", () -> board.get(LockLossMain.ACKNOWLEDGED) > from + SOME_FRAMES);
    }

    private long holder() {
        return LockTable.read(path).pid(LockDescriptor.WRITER);
    }

    private long reader() {
        return LockTable.read(path).pid(LockDescriptor.consumer(0));
    }

    /** Until it is seen to be lost: the keeper may have been there at once. */
    private void lose(String how) {
        Await.until("the lock is lost", () -> {
            obey("lose " + how);
            return holder() == 0;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "copy", "channel", "file"})
    void aLockThatWasLostIsTakenAgain(String how) {
        assertEquals(owner.pid(), holder());
        for (int i = 0; i < 3; i++) {
            lose(how);
            Await.until("the lock is taken again", () -> holder() == owner.pid());
            awaitProgress();
        }
        stopWell();
        requireFrames(1, board.get(LockLossMain.ACKNOWLEDGED));
    }

    @Test
    void aTakerIsRefusedWhileTheOwnerEvidentlyLives() {
        lose("read");
        assertRefused();
        Await.until("the lock is taken again", () -> holder() == owner.pid());
        assertRefused();
        awaitProgress();
        stopWell();
        requireFrames(1, board.get(LockLossMain.ACKNOWLEDGED));
    }

    @Test
    void aStoppedOwnerWithoutItsLockLives() {
        Await.until("stopped without its lock", () -> {
            lose("read");
            owner.pause();
            if (holder() == 0) {
                return true;
            }
            owner.resume();
            return false;
        });
        try {
            WriterActiveException refusal = assertRefused();
            assertTrue(refusal.getMessage().contains("lost its lock"), refusal.getMessage());
            assertEquals(0, holder(), "the taker gave it back");
        } finally {
            owner.resume();
        }
        Await.until("the lock is taken again", () -> holder() == owner.pid());
        awaitProgress();
        stopWell();
        requireFrames(1, board.get(LockLossMain.ACKNOWLEDGED));
    }

    @Test
    void whoGotTheLockGivesItBackBeforeTheOwnerIsThere() {
        Await.until("a taker had the lock for a second", () -> {
            lose("read");
            return assertRefused().getMessage().contains("lost its lock");
        });
        Await.until("the lock is taken again", () -> holder() == owner.pid());
        awaitProgress();
        stopWell();
        requireFrames(1, board.get(LockLossMain.ACKNOWLEDGED));
    }

    @Test
    void behindAKilledOwnerTheJournalIsGoneOnWith() {
        lose("read");
        owner.killAndWait();
        long last = board.get(LockLossMain.ATTEMPTED);
        long acknowledged = board.get(LockLossMain.ACKNOWLEDGED);
        long seen = frames(1);
        assertTrue(acknowledged <= seen && seen <= last, acknowledged + " <= " + seen + " <= " + last);
        append(journal, seen + 1);
        requireFrames(1, seen + 1);
    }

    /** Of an owner in another namespace nothing can be told: it is fenced off, alive or not, and gets to know it at its next append. */
    @Test
    void anOwnerThatWasReplacedIsFencedAndDoesNotTakeTheLockAgain() {
        pretendOtherNamespace();
        Appender successor = null;
        while (successor == null) {
            lose("read");
            try {
                successor = journal.appender();
            } catch (WriterActiveException e) {
                // Its keeper was faster.
                assertEquals(owner.pid(), e.pid());
            }
        }
        owner.tell("stop");
        owner.expect("stopped " + WriterFencedException.class.getSimpleName());
        long last = board.get(LockLossMain.ACKNOWLEDGED);
        append(successor, last + 1);
        successor.close();

        assertEquals(0, holder(), "nobody's lock: the old owner does not want it any more");
        try (Appender next = journal.appender()) {
            append(next, last + 2);
        }
        requireFrames(1, last + 2);
    }

    /** Whose appender is still open, and knows nothing yet, has no claim to a role that others have had since. */
    @Test
    void aReplacedOwnerThatDoesNothingStaysOut() {
        pretendOtherNamespace();
        obey("read c");
        Await.until("a consumer reads", () -> reader() == owner.pid());
        obey("hold");
        long last = board.get(LockLossMain.ACKNOWLEDGED);
        Appender successor = null;
        while (successor == null) {
            lose("read");
            try {
                successor = journal.appender();
            } catch (WriterActiveException e) {
                assertEquals(owner.pid(), e.pid());
            }
        }
        append(successor, last + 1);
        successor.close();
        for (int i = 2; i <= 4; i++) {
            // What it still wants it takes again: so its keeper has been there.
            obey("lose read");
            Await.until("the consumer's lock is taken again", () -> reader() == owner.pid());
            assertEquals(0, holder());
            try (Appender next = journal.appender()) {
                append(next, last + i);
            }
        }
        owner.tell("go");
        owner.expect("go");
        owner.tell("stop");
        owner.expect("stopped " + WriterFencedException.class.getSimpleName());
        requireFrames(1, last + 4);
    }

    @Test
    void interruptsLoseNothing() {
        obey("read c");
        obey("interrupt 1500");
        assertEquals(owner.pid(), holder());
        assertEquals(owner.pid(), reader());
        awaitProgress();
        stopWell();
        requireFrames(1, board.get(LockLossMain.ACKNOWLEDGED));
        assertEquals(0, holder());
    }

    @Test
    void collectionsLoseNothing() {
        obey("collect 20");
        assertEquals(owner.pid(), holder());
        awaitProgress();
        stopWell();
        requireFrames(1, board.get(LockLossMain.ACKNOWLEDGED));
    }

    private WriterActiveException assertRefused() {
        WriterActiveException refusal = assertThrows(
                WriterActiveException.class, () -> journal.appender().close());
        assertEquals(owner.pid(), refusal.pid());
        return refusal;
    }

    private void pretendOtherNamespace() {
        long offset = ControlDescriptor.OWNER_NAMESPACE_OFFSET;
        Path control = path.resolve(ControlDescriptor.FILE_NAME);
        RawFile.putLong(control, offset, RawFile.getLong(control, offset) + 1);
    }

    private void stopWell() {
        owner.tell("stop");
        owner.expect("stopped well");
    }

    private static void append(Journal journal, long sequence) {
        try (Appender appender = journal.appender()) {
            append(appender, sequence);
        }
    }

    private static void append(Appender appender, long sequence) {
        byte[] payload = new Payloads().make(sequence, Payloads.MIN_LENGTH);
        appender.append(payload, 0, Payloads.MIN_LENGTH, FeedMain.type(sequence), sequence);
    }

    private void requireFrames(long first, long last) {
        assertEquals(last, frames(first));
        assertNull(journal.verify().fault());
    }

    /** Reads all there is, whole and in order, without a gap. Gives the last sequence. */
    private long frames(long first) {
        Board read = Board.open(directory.resolve("read-" + System.nanoTime()));
        Delivery delivery = new Delivery(read);
        try (Reader reader = journal.reader(ReaderOptions.defaults().until(Until.tail()))) {
            while (!reader.isDone()) {
                reader.poll(delivery::take, 1_000);
            }
        }
        Delivery.requireAll(read, first, read.get(Delivery.LAST), "reader");
        return read.get(Delivery.LAST);
    }
}

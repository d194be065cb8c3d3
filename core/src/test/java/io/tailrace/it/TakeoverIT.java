package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.JournalStatus;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Until;
import io.tailrace.WriterActiveException;
import io.tailrace.WriterFencedException;
import io.tailrace.check.Board;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.Payloads;
import io.tailrace.check.PidNamespace;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may take the writer's role over from another process, when, and how it goes on. */
class TakeoverIT {
    private static final int PAGE_BITS = 20;
    private static final int FRAMES = 1_000;
    private static final long GRACE_MILLIS = 1_000;
    private static final long TAKEOVER_MILLIS = 2_000;

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    @AfterEach
    void emptyDirectory() {
        SharedMemoryDirectory.empty(directory);
    }

    private Path path;
    private Journal journal;
    private ChildProcess first;

    @BeforeEach
    void create() {
        path = directory.resolve("journal");
        journal = Journal.openOrCreate(path, JournalOptions.defaults().pageSize(1 << PAGE_BITS));
    }

    @AfterEach
    void end() {
        if (first != null) {
            first.close();
        }
        journal.close();
    }

    private void startWriter(List<String> prefix) {
        Path java = ChildProcess.java(Path.of(System.getProperty("java.home")));
        first = ChildProcess.start(prefix, java, PidNamespace.JAVA_FLAGS, PuppetMain.class, path);
        obey("write");
        obey("append " + FRAMES);
    }

    private void obey(String command) {
        first.tell(command);
        first.expect(command);
    }

    @Test
    void aSecondWriterIsRefusedAtOnceWhileTheFirstLives() {
        startWriter(List.of());

        assertRefused(first.pid(), AppenderOptions.defaults(), 1_000);
        obey("append 1");
        assertFrames(journal, FRAMES + 1);
    }

    @Test
    void aStoppedWriterIsALivingOne() {
        startWriter(List.of());
        first.pause();
        try {
            assertRefused(first.pid(), AppenderOptions.defaults(), 1_000);
            assertTrue(journal.status().writers().get(0).alive());
        } finally {
            first.resume();
        }
        obey("append 1");
        assertFrames(journal, FRAMES + 1);
    }

    @Test
    void afterAKillTheSecondWriterGetsInAndGoesOnInTheSamePage() {
        startWriter(List.of());
        long tail = journal.status().tail();
        first.kill();

        assertEquals(tail, appendNext(journal, 0, TAKEOVER_MILLIS));
        first.end();
        assertFrames(journal, FRAMES + 1);
    }

    @Test
    void whatAKilledWriterLeftBehindTheTailIsNeverRead() {
        startWriter(List.of());
        obey("claim " + journal.maxPayloadLength());
        first.killAndWait();

        // Short frames end before what is left of the claim, one after the other.
        appendNext(journal, 0, TAKEOVER_MILLIS);
        assertFrames(journal, FRAMES + 1);
    }

    @Test
    void aCopiedDirectoryIsGoneOnWithInTheNextPage() throws IOException {
        startWriter(List.of());
        Path copy = directory.resolve("copy");
        copy(path, copy);

        try (Journal copied = Journal.open(copy)) {
            assertEquals(
                    Positions.firstFrame(1, PAGE_BITS),
                    appendNext(copied, GRACE_MILLIS, GRACE_MILLIS + TAKEOVER_MILLIS));
            assertFrames(copied, FRAMES + 1);
        }
        // The owner of the original has nothing to do with it.
        assertRefused(first.pid(), AppenderOptions.defaults(), 1_000);
        obey("append 1");
        assertFrames(journal, FRAMES + 1);
    }

    @Test
    void aWriterOfAnotherPidNamespaceIsGivenTheGrace() throws Exception {
        startWriter(PidNamespace.withOwnProc());
        ProcessHandle java = first.handle().children().findFirst().orElseThrow();

        assertRefused(1, AppenderOptions.defaults().takeoverTimeout(Duration.ofMillis(300)), 2_000);
        java.destroyForcibly();
        assertEquals(
                Positions.firstFrame(1, PAGE_BITS), appendNext(journal, GRACE_MILLIS, GRACE_MILLIS + TAKEOVER_MILLIS));
        assertFrames(journal, FRAMES + 1);
    }

    @Test
    void aWriterOfAnotherPidNamespaceThatLostItsLockIsFenced() throws Exception {
        startWriter(PidNamespace.withOwnProc());
        obey("lose");

        appendNext(journal, GRACE_MILLIS, GRACE_MILLIS + TAKEOVER_MILLIS);
        first.tell("append 1");
        first.expect(WriterFencedException.class.getSimpleName());
        assertFrames(journal, FRAMES + 1);
    }

    @Test
    void aLivingWriterThatLostItsLockIsNotReplaced() {
        startWriter(List.of());
        obey("lose");

        assertRefused(first.pid(), AppenderOptions.defaults(), 2 * GRACE_MILLIS);
        obey("append 1");
        assertFrames(journal, FRAMES + 1);
    }

    @Test
    void whoIsAliveIsSeenFromOutside() {
        startWriter(List.of());
        obey("read risk");
        JournalStatus before = journal.status();
        assertTrue(before.writers().get(0).alive());
        assertEquals(first.pid(), before.writers().get(0).pid());
        assertTrue(before.consumers().get(0).alive());
        assertEquals(first.pid(), before.consumers().get(0).pid());

        first.killAndWait();

        JournalStatus after = journal.status();
        assertFalse(after.writers().get(0).alive());
        assertEquals(first.pid(), after.writers().get(0).pid());
        assertFalse(after.consumers().get(0).alive());
        assertEquals(JournalStatus.ConsumerState.DEAD, after.consumers().get(0).state());
        assertEquals(
                before.consumers().get(0).cursor(), after.consumers().get(0).cursor());
        assertEquals(before.tail(), after.tail());
    }

    private void assertRefused(long pid, AppenderOptions options, long mostMillis) {
        long begin = System.nanoTime();
        WriterActiveException refusal = assertThrows(
                WriterActiveException.class, () -> journal.appender(options).close());
        assertEquals(pid, refusal.pid());
        assertTrue(refusal.getMessage().contains("process " + pid), refusal.getMessage());
        long millis = (System.nanoTime() - begin) / 1_000_000;
        assertTrue(millis <= mostMillis, "refused after " + millis + " ms");
    }

    /** Takes the role over, appends the next frame, and gives its position. */
    private static long appendNext(Journal journal, long leastMillis, long mostMillis) {
        long begin = System.nanoTime();
        try (Appender appender = journal.appender()) {
            long millis = (System.nanoTime() - begin) / 1_000_000;
            assertTrue(leastMillis <= millis && millis <= mostMillis, "took over after " + millis + " ms");
            byte[] payload = new Payloads().make(FRAMES + 1, Payloads.MIN_LENGTH);
            return appender.append(payload, 0, Payloads.MIN_LENGTH, FeedMain.type(FRAMES + 1), FRAMES + 1);
        }
    }

    private void assertFrames(Journal read, long last) {
        Board board = Board.open(directory.resolve("board-" + read.path().getFileName()));
        Delivery delivery = new Delivery(board);
        try (Reader reader = read.reader(ReaderOptions.defaults().until(Until.tail()))) {
            while (!reader.isDone()) {
                reader.poll(delivery::take, 100);
            }
        }
        Delivery.requireAll(board, 1, last, "reader");
        assertNull(read.verify().fault());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().startsWith(PageDescriptor.TEMPORARY_PREFIX)) {
                    Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}

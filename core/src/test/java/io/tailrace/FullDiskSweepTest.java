package io.tailrace;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.check.SmallDisk;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.page.FileMaker;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A disk that is full for each step in turn: what is left goes from nothing to enough, one block or one name at a time, so that every
 * write, link and directory meets the edge. On tmpfs a name is counted like a file: making a page takes two, of which one is given back.
 *
 * <pre>
 *   step                                      runs out of blocks               runs out of names
 *   directory, lock, page 0, control          {@link #creatingShortOfBlocks}   {@link #creatingShortOfNames}
 *   a block in the middle of a file           {@link #filledUpWhileAFileIsWritten}
 *   page ahead, switch                        {@link #switchingShortOfBlocks}  {@link #switchingShortOfNames}
 *   retention that frees space                {@link #spaceThatRetentionFrees}
 *   role of an owner of whom nothing is known {@link FullDiskTakeoverTest}
 *   open, read, consumers, delete: no space   {@link #whatNeedsNoSpace}        {@link #whatNeedsNoSpace}
 * </pre>
 *
 * Full for the test's whole length: {@link FullDiskTest}. Several processes: it.FullDiskIT.
 */
class FullDiskSweepTest {
    private static final int BLOCK = 4096;
    private static final int BLOCKS_OF_A_PAGE = TestJournals.PAGE_SIZE / BLOCK;
    private static final int NAMES = 200;
    private static final byte[] QUARTER = new byte[TestJournals.MAX_PAYLOAD];

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private SmallDisk small;
    private Path path;

    @BeforeEach
    void mount() {
        small = SmallDisk.mount(journals.path("disk"), 1 << 20, NAMES);
        path = small.path().resolve("journal");
    }

    @AfterEach
    void unmount() {
        journals.closeAll();
        if (small != null) {
            small.close();
        }
    }

    private JournalOptions options() {
        return journals.inMode(TestJournals.small().writerSlots(4).consumerSlots(4));
    }

    @Test
    void creatingShortOfBlocks() throws IOException {
        int failures = 0;
        for (int blocks = 0; ; blocks++) {
            small.leave((long) blocks * BLOCK);
            boolean made = creates("with " + blocks + " blocks");
            small.free();
            requireNewAndWhole();
            if (made) {
                break;
            }
            failures++;
        }
        assertEquals(BLOCKS_OF_A_PAGE + 1, failures, "page 0, and control in one block");
    }

    /** A directory, the lock, page 0 under a temporary name and its own, and control likewise: each of them is the one too many once. */
    @Test
    void creatingShortOfNames() throws IOException {
        int failures = 0;
        for (int names = 0; ; names++) {
            small.limitNames(1 + names);
            boolean made = creates("with " + names + " names");
            small.limitNames(NAMES);
            requireNewAndWhole();
            if (made) {
                break;
            }
            failures++;
        }
        assertEquals(
                5,
                failures,
                "directory, lock, .tmp, 0.page, control: the last one's .tmp has taken the place of the first");
    }

    private boolean creates(String how) throws IOException {
        try {
            Journal.openOrCreate(path, options()).close();
            return true;
        } catch (NoSpaceException e) {
            requireNoTemporaryFiles(how);
            assertThrows(JournalNotFoundException.class, () -> Journal.open(path), how);
            assertEquals(List.of(), Journal.list(small.path()), how);
            assertFalse(Files.exists(path.resolve("0.page")), how + ": a page that nobody may use takes space");
            return false;
        }
    }

    /** What a failed creation left is finished by the next one, and is a journal like any other. */
    private void requireNewAndWhole() throws IOException {
        try (Journal journal = Journal.openOrCreate(path, options());
                Appender appender = journal.appender()) {
            appender.append(Frames.bytes("x"));
            assertEquals(List.of("x"), Frames.textsOf(journal));
        }
        journals.awaitReleased();
        Journal.delete(path);
        try (var left = Files.list(small.path())) {
            assertEquals(List.of(), left.toList());
        }
    }

    /** There was room when it began. */
    @Test
    void filledUpWhileAFileIsWritten() throws IOException {
        Journal.openOrCreate(path, options()).close();
        journals.awaitReleased();
        try (LockFile lock = LockFile.open(path.resolve(LockDescriptor.FILE_NAME))) {
            for (int blocks = 0; blocks < BLOCKS_OF_A_PAGE - 1; blocks++) {
                FileMaker maker = new FileMaker(path, lock);
                int left = blocks;
                NoSpaceException e = assertThrows(
                        NoSpaceException.class,
                        () -> maker.make(
                                "1.page", TestJournals.PAGE_SIZE, begin -> {}, () -> small.leave((long) left * BLOCK)));
                assertEquals(TestJournals.PAGE_SIZE, e.needed());
                requireNoTemporaryFiles("with " + blocks + " blocks behind the first");
                assertFalse(Files.exists(path.resolve("1.page")));
                small.free();
            }
        }
    }

    @Test
    void switchingShortOfBlocks() throws IOException {
        for (int blocks = 0; blocks <= 3 * BLOCKS_OF_A_PAGE + 1; blocks++) {
            int left = blocks;
            switches(
                    "with " + blocks + " blocks",
                    () -> small.leave((long) left * BLOCK),
                    small::free,
                    blocks / BLOCKS_OF_A_PAGE);
        }
    }

    @Test
    void switchingShortOfNames() throws IOException {
        for (int names = 0; names <= 5; names++) {
            // The root, the journal and its three files.
            int limit = 5 + names;
            switches(
                    "with " + names + " names",
                    () -> small.limitNames(limit),
                    () -> small.limitNames(NAMES),
                    names - 1);
        }
    }

    /** Fills the disk under a writer whose next page is not begun; it gets so many pages and no more. */
    private void switches(String how, Runnable fill, Runnable free, int pages) throws IOException {
        Journal journal = Journal.openOrCreate(path, options());
        Appender appender = journal.appender();
        Reader reader = journal.reader(ReaderOptions.defaults().consumer("risk"));
        fill.run();
        int appended = 0;
        try {
            while (appended < 1000) {
                appender.append(QUARTER);
                appended++;
            }
        } catch (NoSpaceException e) {
            assertEquals(TestJournals.PAGE_SIZE, e.needed(), how);
        }
        // Three quarters and a header: the fourth does not fit.
        assertEquals(3 * (1 + Math.max(0, pages)), appended, how);
        long tail = appender.position();
        assertThrows(NoSpaceException.class, () -> appender.append(QUARTER), how);
        assertEquals(tail, journal.status().tail(), how);
        appender.append(Frames.bytes("fits"));
        assertEquals(appended + 1, Frames.all(reader).size(), how);
        requireNoTemporaryFiles(how);

        free.run();
        appender.append(QUARTER);
        assertEquals(1, Frames.all(reader).size(), how + ": the same handle goes on");
        reader.close();
        appender.close();
        journal.close();
        journals.awaitReleased();

        try (Journal again = Journal.open(path);
                Appender next = again.appender();
                Reader resumed = again.reader(ReaderOptions.defaults().consumer("risk"))) {
            next.append(QUARTER);
            assertEquals(1, Frames.all(resumed).size(), how + ": and so does another one");
            assertEquals(appended + 3, Frames.of(again).size(), how);
            assertNull(again.verify().fault(), how);
        }
        journals.awaitReleased();
        Journal.delete(path);
    }

    @Test
    void spaceThatRetentionFrees() throws IOException {
        for (int blocks : new int[] {0, BLOCKS_OF_A_PAGE, 2 * BLOCKS_OF_A_PAGE - 1}) {
            String how = "with " + blocks + " blocks";
            Journal journal = Journal.openOrCreate(path, options().retention(Retention.consumers()));
            Appender appender = journal.appender();
            Reader reader = journal.reader(ReaderOptions.defaults().consumer("risk"));
            for (int i = 0; i < 7; i++) {
                appender.append(QUARTER);
            }
            appender.whenReady(0).toCompletableFuture().join();
            small.leave((long) blocks * BLOCK);
            AtomicInteger appended = new AtomicInteger(7);
            assertThrows(NoSpaceException.class, () -> {
                while (appended.get() < 1000) {
                    appender.append(QUARTER);
                    appended.incrementAndGet();
                }
            });
            assertEquals(appended.get(), Frames.all(reader).size(), how);
            for (int i = 0; i < 9; i++) {
                appender.append(QUARTER);
                assertEquals(1, Frames.all(reader).size(), how);
            }
            requireNoTemporaryFiles(how);
            reader.close();
            appender.close();
            journal.close();
            journals.awaitReleased();
            small.free();
            Journal.delete(path);
        }
    }

    @Test
    void whatNeedsNoSpace() throws IOException {
        for (boolean names : new boolean[] {false, true}) {
            try (Journal journal = Journal.openOrCreate(path, options());
                    Appender appender = journal.appender()) {
                appender.append(Frames.bytes("x"));
            }
            journals.awaitReleased();
            if (names) {
                small.limitNames(5);
            } else {
                small.fill();
            }
            try (Journal journal = Journal.open(path)) {
                ReaderOptions risk = ReaderOptions.defaults().consumer("risk");
                try (Appender appender = journal.appender();
                        Reader reader = journal.reader(risk);
                        Reader gate = journal.reader(ReaderOptions.defaults().policy(ConsumerPolicy.GATE))) {
                    appender.append(Frames.bytes("y"));
                    assertEquals(List.of("x", "y"), Frames.texts(reader));
                    assertEquals(List.of("x", "y"), Frames.texts(gate));
                }
                assertEquals(64, journal.resetConsumer("risk", Start.earliest()));
                journal.setPolicy("risk", ConsumerPolicy.FREE);
                journal.setCapacity(1 << 20);
                journal.setRetention(Retention.pages(1));
                assertEquals(1, journal.status().consumers().size());
                journal.removeConsumer("risk");
                assertNull(journal.verify().fault());
            }
            journals.awaitReleased();
            Journal.delete(path);
            if (!names) {
                small.free();
            }
        }
    }

    /** A page that is tried again in the background may have one for a moment. */
    private void requireNoTemporaryFiles(String how) {
        Await.until("no temporary file " + how, () -> {
            try (var files = Files.list(path)) {
                return files.noneMatch(file -> file.getFileName().toString().startsWith(".tmp-"));
            } catch (NoSuchFileException e) {
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

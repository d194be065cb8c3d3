package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Await;
import io.tailrace.Frames;
import io.tailrace.GateClosedException;
import io.tailrace.Journal;
import io.tailrace.JournalAccessException;
import io.tailrace.JournalException;
import io.tailrace.JournalNotFoundException;
import io.tailrace.NoSpaceException;
import io.tailrace.ProcSelf;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Start;
import io.tailrace.TestJournals;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.page.FileMaker;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

/** A journal that is deleted, and perhaps made anew, under those who have it open: they are told that, and harm nothing new. */
class DeletedJournalTest {
    private static final int FRAMES = 10;
    private static final byte[] QUARTER = new byte[TestJournals.MAX_PAYLOAD];

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void whoOpensARoleThroughAnOldHandleIsTold() {
        Journal journal = filled();
        Journal.delete(journals.path());
        requireNotFound(journal);
        assertThrows(JournalNotFoundException.class, journal::status);
        assertInstanceOf(JournalNotFoundException.class, journal.verify().fault());
    }

    @Test
    void readerIsToldAtThePageThatIsGone() {
        Journal journal = filled();
        Reader reader = journals.closing(journal.reader());
        assertEquals(1, reader.poll((buffer, offset, length, frame) -> {}, 1));
        Background.settleFileThreads();
        Journal.delete(journals.path());
        assertThrows(JournalNotFoundException.class, () -> Frames.all(reader), "not damage: nothing is to be mended");
    }

    @Test
    void alsoWhenAnotherOneHasTheName() {
        Journal journal = filled();
        Journal.delete(journals.path());
        Journal again = journals.closing(Journal.openOrCreate(journals.path(), TestJournals.small()));
        requireNotFound(journal);
        assertEquals(List.of(), Frames.of(again));
    }

    /** Who has it mapped goes on to the end of his page; that the disk is full would be no answer. */
    @Test
    void appenderIsToldAtTheNextPage() {
        Appender appender = journals.closing(journals.create().appender());
        appender.append(Frames.bytes("x"));
        Journal.delete(journals.path(), true);
        JournalException e = assertThrows(JournalException.class, () -> fill(appender, FRAMES));
        assertEquals(JournalAccessException.class, e.getClass());
        assertTrue(e.getMessage().contains(journals.path().toString()), e.getMessage());
    }

    /** Nobody can remove the consumer that it waits for: it would stand for ever, and say so to nobody. */
    @Test
    void whoWaitsAtAGateIsTold() {
        Appender appender = atAClosedGate(Duration.ZERO);
        CompletableFuture<Void> ready = appender.whenReady(QUARTER.length).toCompletableFuture();
        assertThrows(GateClosedException.class, () -> appender.append(QUARTER));
        Journal.delete(journals.path(), true);
        journals.create();
        assertThrows(JournalNotFoundException.class, () -> appender.append(QUARTER));
        CompletionException e = assertThrows(
                CompletionException.class,
                () -> ready.orTimeout(20, TimeUnit.SECONDS).join());
        assertInstanceOf(JournalNotFoundException.class, e.getCause());
    }

    @Test
    void whoWaitsAtAGateWithoutEndIsTold() {
        Appender appender = atAClosedGate(AppenderOptions.UNLIMITED);
        CompletableFuture<Long> waiting = CompletableFuture.supplyAsync(() -> appender.append(QUARTER));
        Journal journal = journals.open();
        Await.until("it waits", () -> journal.status().waitingFor().equals(List.of("gone")));
        Journal.delete(journals.path(), true);
        CompletionException e = assertThrows(
                CompletionException.class,
                () -> waiting.orTimeout(20, TimeUnit.SECONDS).join());
        assertInstanceOf(JournalNotFoundException.class, e.getCause());
    }

    private Appender atAClosedGate(Duration gateTimeout) {
        Journal journal = journals.create(TestJournals.small().capacity(TestJournals.PAGE_SIZE));
        journal.reader(ReaderOptions.defaults().consumer("gone")).close();
        Appender appender =
                journals.closing(journal.appender(AppenderOptions.defaults().gateTimeout(gateTimeout)));
        fill(appender, 3);
        return appender;
    }

    /** A maker that waited for the maker byte in vain goes on without it: then the file system says it has 0 bytes left. */
    @Test
    void missingDirectoryIsNotAFullDisk() throws IOException {
        filled();
        try (LockFile lock = LockFile.open(journals.file(LockDescriptor.FILE_NAME))) {
            assertTrue(lock.tryLock(LockDescriptor.MAKER));
            Journal.delete(journals.path());
            FileMaker maker = new FileMaker(journals.path(), lock);
            assertThrows(
                    NoSuchFileException.class,
                    () -> maker.make("9.page", TestJournals.PAGE_SIZE, begin -> {}, () -> {}),
                    NoSpaceException.class + " would be tried again for ever");
        }
    }

    /**
     * The next page is on its way when the journal goes and another one takes its name: held by the maker byte until then. In the other
     * journal it would be a page that nobody can use, nor replace.
     */
    @Test
    void pageOnItsWayIsNotPutIntoTheNextJournal() throws IOException {
        try (LockFile lock = lockOfANewJournal()) {
            assertTrue(lock.tryLock(LockDescriptor.MAKER));
            Journal journal = Journal.open(journals.path());
            Appender appender = journal.appender();
            fill(appender, 1);
            appender.whenReady(0);
            Background.awaitWaitingIn(FileMaker.class, "lockMaker");
            appender.close();
            journal.close();
            Journal.delete(journals.path());
            journals.create();
            lock.unlock(LockDescriptor.MAKER);
        }
        Await.until(
                "the old journal to be let go",
                () -> ProcSelf.descriptors(journals.root()).stream()
                        .noneMatch(descriptor -> descriptor.endsWith("(deleted)")));
        assertEquals(List.of("0.page", "control", "lock"), names(journals.path()));
        Journal again = journals.open();
        try (Appender appender = again.appender()) {
            fill(appender, FRAMES);
        }
        assertEquals(FRAMES, Frames.of(again).size());
    }

    private LockFile lockOfANewJournal() throws IOException {
        journals.createWith("x");
        return LockFile.open(journals.file(LockDescriptor.FILE_NAME));
    }

    /** With several pages, of which none is mapped any more. */
    private Journal filled() {
        Journal journal = journals.create();
        try (Appender appender = journal.appender()) {
            fill(appender, FRAMES);
        }
        Background.settleFileThreads();
        Await.until(
                "no page mapped",
                () -> ProcSelf.mappings(journals.path()).stream().noneMatch(line -> line.endsWith(".page")));
        return journal;
    }

    private static void fill(Appender appender, int frames) {
        for (int i = 0; i < frames; i++) {
            appender.append(new byte[TestJournals.MAX_PAYLOAD]);
        }
    }

    private static void requireNotFound(Journal journal) {
        ReaderOptions all = ReaderOptions.defaults();
        List<Executable> openings = List.of(
                journal::appender,
                () -> journal.reader(all.start(Start.latest())),
                () -> journal.reader(all.start(Start.timestamp(1))),
                () -> journal.reader(all.start(Start.position(1000))),
                () -> journal.reader(all.consumer("risk").start(Start.latest())));
        for (Executable opening : openings) {
            JournalNotFoundException e = assertThrows(JournalNotFoundException.class, opening);
            assertTrue(e.getMessage().contains("deleted"), e.getMessage());
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}

package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.check.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A full disk is a typed error before anything is visible; reading goes on, and so does appending once there is
 * space.
 */
class FullDiskTest {
    private static final byte[] QUARTER = new byte[TestJournals.MAX_PAYLOAD];

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final List<String> told = new CopyOnWriteArrayList<>();
    private SmallDisk small;
    private Path disk;

    @BeforeEach
    void mount() {
        small = SmallDisk.mount(journals.path("disk"), 1 << 20);
        disk = small.path();
    }

    @AfterEach
    void unmount() {
        journals.closeAll();
        if (small != null) {
            small.close();
        }
    }

    @Test
    void tooSmallForAJournal() throws IOException {
        Path path = disk.resolve("journal");
        NoSpaceException e = assertThrows(
                NoSpaceException.class,
                () -> Journal.openOrCreate(path, JournalOptions.defaults().pageSize(1 << 20)));
        assertTrue(e.needed() > 1 << 20);
        assertTrue(e.available() <= 1 << 20 && e.available() > 0);
        assertTrue(e.getMessage().contains(Long.toString(e.needed())), e.getMessage());
        assertTrue(e.getMessage().contains("pageSize"), e.getMessage());
        assertTrue(e.isRetryable());
        assertThrows(JournalNotFoundException.class, () -> Journal.open(path));
        journals.closing(Journal.openOrCreate(path, TestJournals.small()));
    }

    @Test
    void atAPageSwitch() throws IOException {
        Journal journal = open();
        Appender appender = journals.closing(journal.appender());
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        for (int i = 0; i < 3; i++) {
            appender.append(QUARTER);
        }
        appender.whenReady(0).toCompletableFuture().join();
        small.fill();
        for (int i = 0; i < 3; i++) {
            appender.append(QUARTER);
        }
        assertEquals(65536 + 64 + 3 * 16384, appender.position(), "the page that was ready is used");
        long tail = appender.position();
        for (int i = 0; i < 3; i++) {
            NoSpaceException e = assertThrows(NoSpaceException.class, () -> appender.append(QUARTER));
            assertEquals(65536, e.needed());
            assertEquals(tail, appender.position());
            assertEquals(tail, journal.status().tail());
        }
        assertFalse(appender.isReady(QUARTER.length));
        appender.append(Frames.bytes("what fits is appended"));
        assertEquals(7, Frames.all(reader).size(), "reading goes on");
        assertEquals(0, RawFile.getLong(disk.resolve("journal/1.page"), appender.position() & 0xFFFF), "no END");
        Await.until("the listener is told", () -> !told.isEmpty());
        assertTrue(told.get(0).startsWith("short of 65536"), told.toString());
        requireNoTemporaryFiles();

        small.free();
        long position = appender.append(QUARTER);
        assertEquals(2 * 65536 + 64, position);
        assertEquals(position, Frames.all(reader).get(0).position());
        assertEquals(null, journal.verify().fault());
    }

    /** A frame that fits this page waits for the gate alone, however little room there is for a page ahead. */
    @Test
    void withAGateThatIsClosedToo() throws IOException {
        Journal journal = open();
        journal.setCapacity(TestJournals.PAGE_SIZE);
        Appender appender =
                journals.closing(journal.appender(AppenderOptions.defaults().gateTimeout(Duration.ZERO)));
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("slow")));
        for (int i = 0; i < 3; i++) {
            appender.append(QUARTER);
        }
        appender.whenReady(0).toCompletableFuture().join();
        small.fill();
        assertThrows(GateClosedException.class, () -> appender.append(QUARTER));
        assertEquals(65536 + 64, appender.position(), "in page 1, and page 2 cannot be made");
        CompletableFuture<Void> fits = appender.whenReady(QUARTER.length).toCompletableFuture();
        Await.until("page 2 could not be made", () -> !told.isEmpty());
        assertFalse(fits.isDone(), "that is nothing to this frame");
        assertFalse(appender.isReady(QUARTER.length));
        Frames.all(reader);
        fits.orTimeout(20, TimeUnit.SECONDS).join();
        for (int i = 0; i < 3; i++) {
            assertTrue(appender.isReady(QUARTER.length));
            appender.append(QUARTER);
        }
        for (int i = 0; i < 2; i++) {
            CompletableFuture<Void> next = appender.whenReady(QUARTER.length).toCompletableFuture();
            CompletionException e = assertThrows(CompletionException.class, next::join);
            assertEquals(NoSpaceException.class, e.getCause().getClass());
        }
        small.free();
        CompletableFuture<Void> again = appender.whenReady(QUARTER.length).toCompletableFuture();
        assertFalse(again.isCompletedExceptionally());
        Frames.all(reader);
        again.orTimeout(20, TimeUnit.SECONDS).join();
        assertEquals(2 * 65536 + 64, appender.append(QUARTER));
    }

    /** Making a page waits a second for memory of removed ones: neither the gate nor a close has anything to do with that. */
    @Test
    void whoWaitsForSpaceHoldsUpNeitherAFrameThatFitsNorAClose() throws IOException {
        Journal journal = open();
        journal.setCapacity(TestJournals.PAGE_SIZE);
        journal.setRetention(Retention.bytes(1L << 30));
        Appender appender =
                journals.closing(journal.appender(AppenderOptions.defaults().gateTimeout(Duration.ZERO)));
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("slow")));
        for (int i = 0; i < 3; i++) {
            appender.append(QUARTER);
        }
        appender.whenReady(0).toCompletableFuture().join();
        small.fill();
        assertThrows(GateClosedException.class, () -> appender.append(QUARTER));
        CompletableFuture<Void> fits = appender.whenReady(QUARTER.length).toCompletableFuture();
        Frames.all(reader);
        fits.join();
        assertEquals(List.of(), told, "the page ahead is still waited for");
        long begin = System.nanoTime();
        appender.close();
        long millis = (System.nanoTime() - begin) / 1_000_000;
        assertTrue(millis < 500, "closed after " + millis + " ms");
    }

    /** As many as there are threads that make pages. */
    @Test
    void whoWaitsForSpaceHoldsUpNoOtherJournal() throws IOException {
        JournalOptions tiny = TestJournals.small()
                .writerSlots(1)
                .consumerSlots(1)
                .retention(Retention.pages(9))
                .listener(new JournalListener() {
                    @Override
                    public void onSpaceShort(Path path, long needed, long available) {
                        told.add("short of " + needed);
                    }
                });
        Appender other = journals.closing(journals.create().appender());
        List<Appender> stuck = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Journal journal = journals.closing(Journal.openOrCreate(disk.resolve("journal" + i), tiny));
            stuck.add(journals.closing(journal.appender()));
        }
        small.fill();
        stuck.forEach(appender -> appender.whenReady(0));
        for (int i = 0; i < 8; i++) {
            other.append(QUARTER);
        }
        assertEquals(List.of(), told, "the others wait still");
    }

    @Test
    void openingAndReadingNeedNoSpace() throws IOException {
        try (Journal journal = open();
                Appender appender = journal.appender()) {
            appender.append(Frames.bytes("x"));
        }
        small.fill();
        Journal journal = journals.closing(Journal.open(disk.resolve("journal")));
        assertEquals(List.of("x"), Frames.textsOf(journal));
        try (Appender appender = journal.appender()) {
            appender.append(Frames.bytes("y"));
        }
        assertEquals(List.of("x", "y"), Frames.textsOf(journal));
    }

    @Test
    void readOnlyFileSystem() throws IOException, InterruptedException {
        try (Journal journal = open();
                Appender appender = journal.appender()) {
            appender.append(Frames.bytes("x"));
        }
        journals.awaitReleased();
        small.makeReadOnly();
        Path path = disk.resolve("journal");
        Journal journal =
                journals.closing(Journal.open(path, JournalOptions.defaults().readOnly(true)));
        assertEquals(List.of("x"), Frames.textsOf(journal));
        assertEquals(88, journal.status().tail());
        assertEquals(1, journal.verify().frames());
        assertThrows(JournalAccessException.class, () -> Journal.open(path));
        assertThrows(JournalException.class, () -> Journal.delete(path));
    }

    private Journal open() {
        return journals.closing(Journal.openOrCreate(
                disk.resolve("journal"), TestJournals.small().listener(new JournalListener() {
                    @Override
                    public void onSpaceShort(Path path, long needed, long available) {
                        told.add("short of " + needed + ", " + available + " left");
                    }
                })));
    }

    private void requireNoTemporaryFiles() throws IOException {
        try (var files = Files.list(disk.resolve("journal"))) {
            assertEquals(
                    List.of(),
                    files.filter(path -> path.getFileName().toString().startsWith(".tmp-"))
                            .toList());
        }
    }
}

package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.internal.control.ControlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

/** What is no longer retained is told with its exact bounds, once, and reading goes on behind it. */
class GapTest {
    private static final int PER_PAGE = 3;
    private static final long PAGE_TWO = 2 * 65536 + 64;
    private static final long PAGE_THREE = 3 * 65536 + 64;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;

    /** Types 0 to 11 in pages 0 to 3. */
    @BeforeEach
    void fill() {
        journal = journals.create();
        try (Appender appender = journal.appender()) {
            for (int i = 0; i < 4 * PER_PAGE; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD], 0, TestJournals.MAX_PAYLOAD, i, 100 + i);
            }
        }
    }

    @Test
    void beforeTheFirstPoll() throws IOException {
        Reader reader = journals.closing(journal.reader());
        awaitUnmapped();
        remove(2);
        requireGap(reader, 64, PAGE_TWO);
        assertEquals(List.of(6, 7, 8, 9, 10, 11), types(reader));
    }

    @Test
    void atAPageSwitch() throws IOException {
        Reader reader = journals.closing(journal.reader());
        assertEquals(1, reader.poll(Frame.decoder(), frame -> true, 1));
        awaitMapped(1);
        remove(3);
        List<Integer> before = new ArrayList<>();
        requireGap(() -> reader.poll(Frame.decoder(), frame -> before.add(frame.type()), 9), PAGE_TWO, PAGE_THREE);
        assertEquals(List.of(1, 2, 3, 4, 5), before, "of pages that are still mapped, and whose bytes are untouched");
        assertEquals(PAGE_THREE, reader.position());
        assertEquals(List.of(9, 10, 11), types(reader));
    }

    @Test
    void insideAPageThatStaysMapped() throws IOException {
        Reader reader = journals.closing(journal.reader());
        assertEquals(4, reader.poll(Frame.decoder(), frame -> true, 4));
        remove(2);
        assertEquals(List.of(4, 5, 6, 7, 8, 9, 10, 11), types(reader), "nothing of it is missing");
    }

    @Test
    void namedConsumerThatWasAway() throws IOException {
        ReaderOptions risk = ReaderOptions.defaults().consumer("risk");
        try (Reader reader = journal.reader(risk)) {
            reader.poll(Frame.decoder(), frame -> true, 1);
        }
        awaitUnmapped();
        remove(2);
        try (Reader reader = journal.reader(risk)) {
            requireGap(reader, 64 + 16384, PAGE_TWO);
            assertEquals(PAGE_TWO, journal.status().consumers().get(0).cursor());
            assertEquals(2, reader.poll(Frame.decoder(), frame -> true, 2));
        }
        try (Reader reader = journal.reader(risk)) {
            assertEquals(List.of(8, 9, 10, 11), types(reader));
        }
    }

    @Test
    void namedConsumerWhileItReads() throws IOException {
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        assertEquals(1, reader.poll(Frame.decoder(), frame -> true, 1));
        awaitMapped(1);
        remove(3);
        requireGap(() -> reader.poll(Frame.decoder(), frame -> true, 9), PAGE_TWO, PAGE_THREE);
        assertEquals(PAGE_THREE, journal.status().consumers().get(0).cursor());
        assertEquals(List.of(9, 10, 11), types(reader));
        assertEquals(0, journal.status().consumers().get(0).lagBytes());
    }

    @Test
    void earliestIsTheFloor() throws IOException {
        remove(2);
        assertEquals(List.of(6, 7, 8, 9, 10, 11), types(journals.closing(journal.reader())));
        InvalidPositionException e = assertThrows(
                InvalidPositionException.class,
                () -> journal.reader(ReaderOptions.defaults().start(Start.position(64))));
        assertEquals(64, e.position());
        Reader atTime = journals.closing(journal.reader(ReaderOptions.defaults().start(Start.timestamp(101))));
        assertEquals(6, types(atTime).get(0));
        assertEquals(null, journal.verify().fault());
        assertEquals(6, journal.verify().frames());
    }

    @Test
    void writerGoesOnAboveTheFloor() throws IOException {
        remove(3);
        try (Appender appender = journal.appender()) {
            assertEquals(4 * 65536 + 64, appender.append(new byte[TestJournals.MAX_PAYLOAD], 0, 16368, 12, 0));
        }
        assertEquals(List.of(9, 10, 11, 12), types(journals.closing(journal.reader())));
    }

    @Test
    void pageThatIsMissingAboveTheFloorIsDamage() throws IOException {
        Files.delete(journals.page(1));
        Reader reader = journals.closing(journal.reader());
        assertEquals(2, reader.poll(Frame.decoder(), frame -> true, 2));
        for (int i = 0; i < 2; i++) {
            CorruptJournalException e =
                    assertThrows(CorruptJournalException.class, () -> reader.poll(Frame.decoder(), frame -> true, 3));
            assertEquals(64 + 3 * 16384, reader.position());
            assertEquals(65536 + 64, e.position());
            assertEquals(journals.page(1), e.path());
        }
    }

    private static void requireGap(Reader reader, long from, long to) {
        requireGap(() -> reader.poll(Frame.decoder(), frame -> true, 1), from, to);
        assertEquals(to, reader.position());
    }

    private static void requireGap(Executable poll, long from, long to) {
        GapException e = assertThrows(GapException.class, poll);
        assertEquals(from, e.from());
        assertEquals(to, e.to());
        assertEquals(from, e.position());
    }

    /** The page behind the one that is read is mapped ahead. */
    private void awaitMapped(long page) {
        Await.until(
                "page " + page + " is mapped",
                () -> mappedPages().anyMatch(line -> line.endsWith("/" + page + ".page")));
    }

    /** A page that was left is unmapped in the background, and until then it can be read. */
    private void awaitUnmapped() {
        Await.until("no page is mapped", () -> mappedPages().findAny().isEmpty());
    }

    private Stream<String> mappedPages() {
        return ProcSelf.mappings(journals.path()).stream().filter(line -> line.endsWith(".page"));
    }

    /** As who removes pages will do it: first the floor, then the files. */
    private void remove(long pages) throws IOException {
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.raiseFloor(pages * 65536 + 64);
        }
        for (long page = 0; page < pages; page++) {
            Files.delete(journals.page(page));
        }
    }

    private static List<Integer> types(Reader reader) {
        return Frames.all(reader).stream().map(Frame::type).toList();
    }
}

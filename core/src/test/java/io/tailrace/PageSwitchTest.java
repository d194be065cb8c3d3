package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leaving a page: at every alignment of its end, and only to a page that is there. */
class PageSwitchTest {
    /** No frame reaches behind this; the word END always fits there. */
    private static final int LIMIT = TestJournals.PAGE_SIZE - 8;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private Appender appender;

    @BeforeEach
    void open() {
        journal = journals.create();
        appender = journals.closing(journal.appender());
    }

    /** @param left bytes that frames could still use when the next frame is appended */
    @ParameterizedTest
    @ValueSource(ints = {0, 8, 16, 24, 32, 40, 48, 56, 64, 72})
    void atEveryAlignment(int left) {
        List<Frame> expected = new ArrayList<>();
        fillUpTo(LIMIT - left, expected);
        assertEquals(LIMIT - left, appender.position());
        byte[] payload = Frames.pattern(33, 33);
        boolean fits = left >= 56;
        long position = appender.append(payload);
        assertEquals(fits ? LIMIT - left : 65536 + 64, position);
        expected.add(Frame.of(position, 0, 0, payload));
        if (!fits) {
            assertEquals(0x4000_0000_0000_0001L, RawFile.getLong(journals.page(0), LIMIT - left));
        }
        position = appender.append(payload);
        expected.add(Frame.of(position, 0, 0, payload));
        assertEquals(expected, Frames.of(journal));
        assertEquals(appender.position(), journal.status().tail());
        assertEquals(null, journal.verify().fault());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 16, 24})
    void theSmallestFrameTakesTheLastBytes(int left) {
        fillUpTo(LIMIT - left, new ArrayList<>());
        long position = appender.append(new byte[0]);
        assertEquals(left >= 16 ? LIMIT - left : 65536 + 64, position);
    }

    @Test
    void withAReaderThatFollowsFrameByFrame() {
        Reader reader = journals.closing(journal.reader());
        for (int i = 0; appender.position() < 4 * 65536; i++) {
            byte[] payload = Frames.pattern(i * 37 % 3000, i);
            long position = appender.append(payload, 0, payload.length, i & 0xFFFF, i);
            assertEquals(List.of(Frame.of(position, i, i & 0xFFFF, payload)), Frames.all(reader));
            assertEquals(appender.position(), reader.position());
        }
    }

    @Test
    void nextPageThatCannotBeUsedIsNotLedTo() throws IOException {
        byte[] quarter = new byte[TestJournals.MAX_PAYLOAD];
        Files.write(journals.page(1), new byte[TestJournals.PAGE_SIZE]);
        for (int i = 0; i < 3; i++) {
            appender.append(quarter);
        }
        long tail = appender.position();
        for (int i = 0; i < 2; i++) {
            CorruptJournalException e = assertThrows(CorruptJournalException.class, () -> appender.append(quarter));
            assertEquals(journals.page(1), e.path());
            assertEquals(0, RawFile.getLong(journals.page(0), tail), "no END before the next page is there");
            assertEquals(tail, appender.position());
            assertEquals(tail, journal.status().tail());
        }
        Files.delete(journals.page(1));
        assertEquals(65536 + 64, appender.append(quarter));
        assertEquals(4, Frames.of(journal).size());
    }

    @Test
    void pageMadeAheadIsAdopted() {
        for (int i = 0; i < 3; i++) {
            appender.append(new byte[TestJournals.MAX_PAYLOAD]);
        }
        appender.whenReady(0).toCompletableFuture().join();
        assertTrue(appender.isReady(TestJournals.MAX_PAYLOAD));
        long inode = inode(1);
        appender.close();
        appender = journals.closing(journal.appender());
        assertEquals(64 + 3 * 16384, appender.position(), "a page ahead is not the page of the tail");
        appender.append(new byte[TestJournals.MAX_PAYLOAD]);
        assertEquals(inode, inode(1));
        assertEquals(4, Frames.of(journal).size());
    }

    @Test
    void readyTellsWhetherAppendWouldWait() {
        assertTrue(appender.isReady(0));
        assertTrue(appender.isReady(TestJournals.MAX_PAYLOAD));
        fillUpTo(LIMIT - 1024, new ArrayList<>());
        appender.whenReady(0).toCompletableFuture().join();
        assertTrue(appender.isReady(TestJournals.MAX_PAYLOAD));
    }

    @Test
    void hintsFollowTheSwitch() {
        while (appender.position() < 2 * 65536) {
            appender.append(new byte[10_000]);
        }
        JournalStatus status = journal.status();
        assertEquals(2, status.currentPageIndex());
        assertEquals(2, RawFile.getLong(journals.control(), 64), "current page");
        assertTrue(status.totalPages() >= 3, "total pages " + status.totalPages());
        assertTrue(status.writePos() >= 2 * 65536 + 64 && status.writePos() <= status.tail());
    }

    /** A store into a page without a block would be lost without an error when the file system is full. */
    @Test
    void pagesAreFullyBackedBeforeTheyAreUsed() throws IOException, InterruptedException {
        Journal untouched = journals.closing(Journal.openOrCreate(journals.path("untouched"), TestJournals.small()));
        requireBacked(untouched.path().resolve("0.page"));
        appender.whenReady(0).toCompletableFuture().join();
        requireBacked(journals.page(1));
        byte[] frames = Arrays.copyOfRange(RawFile.bytes(journals.page(1)), 64, TestJournals.PAGE_SIZE);
        assertArrayEquals(new byte[frames.length], frames);
    }

    private static void requireBacked(Path page) throws IOException, InterruptedException {
        Process stat = new ProcessBuilder("stat", "-c", "%b %B %s", page.toString()).start();
        String[] fields = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .trim()
                .split(" ");
        assertEquals(0, stat.waitFor());
        assertEquals(65536, Long.parseLong(fields[2]));
        assertTrue(Long.parseLong(fields[0]) * Long.parseLong(fields[1]) >= 65536, fields[0] + " blocks of " + page);
    }

    private void fillUpTo(int end, List<Frame> expected) {
        while (appender.position() < end) {
            int extent = (int) Math.min(16384, end - appender.position());
            if (extent > 8192 && end - appender.position() - extent < 16 && end - appender.position() != extent) {
                extent -= 16;
            }
            byte[] payload = Frames.pattern(extent - 16, extent);
            expected.add(Frame.of(appender.append(payload), 0, 0, payload));
        }
    }

    private long inode(long page) {
        try {
            return (Long) Files.getAttribute(journals.page(page), "unix:ino");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

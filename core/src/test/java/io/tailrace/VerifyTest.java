package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.internal.control.ControlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A walk over everything counts what is there, and names the first thing that is wrong. */
class VerifyTest {
    private static final int FRAMES = 40;
    private static final int EXTENT = 4016;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private long tail;

    /** Sixteen frames in a page; a reader stands behind the third. */
    @BeforeEach
    void fill() {
        journal = journals.create();
        try (Appender appender = journal.appender();
                Reader reader = journal.reader(ReaderOptions.defaults().consumer("risk"))) {
            for (int i = 0; i < FRAMES; i++) {
                appender.append(new byte[4000], 0, 4000, 0, 1000 + i);
            }
            tail = appender.position();
            reader.poll(Frame.decoder(), frame -> true, 3);
        }
        assertEquals(2, tail >>> 16);
    }

    @Test
    void soundJournal() {
        Verification found = journal.verify();
        assertNull(found.fault());
        assertEquals(3, found.pages());
        assertEquals(FRAMES, found.frames());
        assertEquals(FRAMES * 4000, found.payloadBytes());
        assertEquals(tail, found.tail());
    }

    @Test
    void paddingAndAbortedBatchesAreSound() {
        try (Appender appender = journal.appender()) {
            appender.claim(100).abort();
            try (Batch batch = appender.batch(100)) {
                batch.add(new byte[8], 0, 8, 0, 1L << 60);
                batch.add(new byte[8], 0, 8, 0, 1L << 60);
            }
            for (int i = 0; i < 20; i++) {
                appender.append(new byte[4000], 0, 4000, 0, 5);
            }
        }
        assertNull(journal.verify().fault());
        assertEquals(FRAMES + 20, journal.verify().frames());
    }

    @Test
    void whileItIsWritten() {
        try (Appender appender = journal.appender()) {
            Claim claim = appender.claim(100);
            claim.buffer().setMemory(0, 100, (byte) -1);
            assertNull(journal.verify().fault());
            claim.commit();
            assertNull(journal.verify().fault());
        }
    }

    @Test
    void word() {
        RawFile.putLong(journals.page(1), 64 + 2 * EXTENT, -1);
        JournalException fault = requireFault(65536 + 64 + 2 * EXTENT, "ffffffffffffffff");
        assertEquals(journals.page(1), fault.path());
        assertEquals(16 + 2, journal.verify().frames());
    }

    @Test
    void missingPage() throws IOException {
        journals.closeAll();
        journals.awaitReleased();
        Files.delete(journals.page(1));
        journal = journals.open();
        JournalException fault = journal.verify().fault();
        assertNotNull(fault);
        assertEquals(journals.page(1), fault.path());
        assertTrue(fault.getMessage().contains("missing"), fault.getMessage());
    }

    @Test
    void highestTimestamp() {
        RawFile.putLong(journals.page(1), 56, 1020);
        requireFault(65536 + 64 + 16 * EXTENT, "highest timestamp");
        RawFile.putLong(journals.page(1), 56, 0);
        requireFault(65536 + 64 + 16 * EXTENT, "highest timestamp");
    }

    @Test
    void hint() {
        RawFile.putLong(journals.control(), 80, 64 + 8);
        requireFault(64 + 8, "write_pos");
        RawFile.putLong(journals.control(), 80, tail + 8);
        requireFault(tail + 8, "write_pos");
        RawFile.putLong(journals.control(), 80, 65536 + 64 + EXTENT);
        assertNull(journal.verify().fault(), "a hint may be behind");
    }

    @Test
    void cursor() throws IOException {
        for (long cursor : new long[] {64 + 16, 65536 + 64 + 8, tail + 8, Long.MAX_VALUE}) {
            try (ControlFile control = ControlFile.open(journals.control(), true)) {
                control.consumer(0).storeCursor(cursor);
            }
            requireFault(cursor, "cursor of consumer \"risk\"");
        }
    }

    @Test
    void floor() {
        for (long floor : new long[] {65, 72, -1, 0}) {
            RawFile.putLong(journals.control(), 128, floor);
            try {
                assertNotNull(journal.verify().fault(), "floor " + floor);
            } catch (CorruptJournalException e) {
                assertTrue(e.getMessage().contains("floor"), e.getMessage());
            }
        }
    }

    @Test
    void currentPageAndCountOfPages() {
        RawFile.putLong(journals.control(), 64, 3);
        requireNamed("current_page_index");
        RawFile.putLong(journals.control(), 64, -1);
        requireNamed("current_page_index");
        RawFile.putLong(journals.control(), 64, 0);
        assertNull(journal.verify().fault(), "a hint may be behind");
        RawFile.putLong(journals.control(), 72, 2);
        requireNamed("total_pages");
        RawFile.putLong(journals.control(), 72, 99);
        assertNull(journal.verify().fault(), "it is shown only");
    }

    /** Up to a quarter of a page behind the tail a writer that died may have left its payload. */
    @Test
    void behindTheTail() {
        long offset = tail & 0xFFFF;
        RawFile.putLong(journals.page(2), offset + 65536 / 4 - 8, 7);
        if (journal.mode() == JournalMode.SHARED) {
            // There it is in a claim, which its word covers.
            requireFault(tail + 65536 / 4 - 8, "behind the tail");
            RawFile.putLong(journals.page(2), offset + 65536 / 4 - 8, 0);
        }
        assertNull(journal.verify().fault());
        RawFile.putLong(journals.page(2), offset + 65536 / 4, 7);
        requireFault(tail + 65536 / 4, "behind the tail");
    }

    @Test
    void lastBytesOfAPage() {
        RawFile.putLong(journals.page(1), 65536 - 8, 7);
        requireFault(2 * 65536 - 8, "kept for END");
    }

    /** One that no END leads to: an END was lost, or somebody wrote there who should not. */
    @Test
    void preparedPage() throws IOException {
        byte[] prepared = new byte[65536];
        System.arraycopy(RawFile.bytes(journals.page(2)), 0, prepared, 0, 64);
        Files.write(journals.page(3), prepared);
        RawFile.putLong(journals.page(3), 32, 3);
        assertNull(journal.verify().fault());
        RawFile.putLong(journals.page(3), 30_000, 1);
        requireFault(3 * 65536 + 30_000, "no END leads to it");
    }

    @Test
    void preparedPageThatIsTruncated() throws IOException {
        Files.write(journals.page(3), new byte[100]);
        requireNamed("length is 100");
    }

    @Test
    void zeroedWord() {
        RawFile.putLong(journals.page(1), 64, 0);
        // What stands behind it is seen where no writer who died can have left it.
        requireFault(65536 + 64 + (journal.mode() == JournalMode.SHARED ? 8 : 5 * EXTENT), "behind the tail");
    }

    @Test
    void consumerSlots() {
        int slot = 1024 + 64 * 64;
        for (int[] damage : new int[][] {{64, 3}, {72, 3}, {112, 9}, {128, 0}, {128, 125}, {132, 0xFFFF}}) {
            int before = RawFile.getInt(journals.control(), slot + damage[0]);
            RawFile.putInt(journals.control(), slot + damage[0], damage[1]);
            requireNamed("consumer slot 0");
            RawFile.putInt(journals.control(), slot + damage[0], before);
            assertNull(journal.verify().fault());
        }
    }

    @Test
    void oneNameTwice() {
        int slot = 1024 + 64 * 64;
        byte[] first = Arrays.copyOfRange(RawFile.bytes(journals.control()), slot, slot + 256);
        RawFile.put(journals.control(), slot + 256, first);
        requireNamed("same name \"risk\"");
    }

    @Test
    void reservedLines() {
        RawFile.putLong(journals.control(), 960, 1);
        requireNamed("line at 960");
        RawFile.putLong(journals.control(), 960, 0);
        RawFile.putInt(journals.control(), 36, 63);
        requireNamed("length");
    }

    @Test
    void lockThatIsMissing() throws IOException {
        Files.delete(journals.file("lock"));
        requireNamed("lock");
    }

    @Test
    void whatIsLeftBehindIsNoFault() throws IOException {
        Files.write(journals.file(".tmp-x"), new byte[10]);
        Files.write(journals.file("notes.txt"), new byte[10]);
        Files.write(journals.file("cut-64.0.page"), new byte[10]);
        Files.setPosixFilePermissions(journals.page(0), PosixFilePermissions.fromString("rw-rw-rw-"));
        Verification found = journal.verify();
        assertNull(found.fault());
        assertEquals(4, found.remarks().size(), found.remarks().toString());
    }

    private void requireNamed(String named) {
        JournalException fault = journal.verify().fault();
        assertNotNull(fault);
        assertTrue(fault.getMessage().contains(named), fault.getMessage());
    }

    private JournalException requireFault(long position, String named) {
        JournalException fault = journal.verify().fault();
        assertNotNull(fault);
        assertEquals(position, fault.position());
        assertTrue(fault.getMessage().contains(named), fault.getMessage());
        return fault;
    }
}

package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.internal.control.ControlFile;
import java.io.IOException;
import java.nio.file.Files;
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

    private JournalException requireFault(long position, String named) {
        JournalException fault = journal.verify().fault();
        assertNotNull(fault);
        assertEquals(position, fault.position());
        assertTrue(fault.getMessage().contains(named), fault.getMessage());
        return fault;
    }
}

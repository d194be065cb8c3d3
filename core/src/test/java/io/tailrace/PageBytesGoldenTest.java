package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The bytes that appending leaves in a page, by literals. */
class PageBytesGoldenTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void oneFrame() {
        Journal journal = journals.create();
        try (Appender appender = journal.appender()) {
            assertEquals(64, appender.append(Frames.bytes("hello"), 0, 5, 7, 1));
            assertEquals(88, appender.position());
        }
        byte[] page = RawFile.bytes(journals.page(0));
        assertEquals(65536, page.length);
        // UUID at 16, in two little-endian halves.
        UUID uuid = journal.uuid();
        assertEquals(uuid.getMostSignificantBits(), RawFile.getLong(journals.page(0), 16));
        assertEquals(uuid.getLeastSignificantBits(), RawFile.getLong(journals.page(0), 24));
        for (int i = 16; i < 32; i++) {
            page[i] = 0;
        }
        assertEquals("""
                00000000  54 41 49 4c 52 41 43 45  01 00 00 00 02 00 00 00
                00000020  00 00 00 00 00 00 00 00  10 00 00 00 00 00 00 00
                00000040  05 00 00 00 07 00 00 20  01 00 00 00 00 00 00 00
                00000050  68 65 6c 6c 6f 00 00 00  00 00 00 00 00 00 00 00
                """, HexDump.of(page));
    }

    @Test
    void paddingOfAnAbortedClaim() {
        Journal journal = journals.create();
        try (Appender appender = journal.appender()) {
            appender.claim(20).abort();
        }
        assertEquals(0x3000_0000_0000_0018L, RawFile.getLong(journals.page(0), 64));
        assertEquals(0, RawFile.getLong(journals.page(0), 64 + 40));
    }

    @Test
    void endAndTheFirstFrameBehindIt() {
        Journal journal = journals.create();
        try (Appender appender = journal.appender()) {
            for (int i = 0; i < 3; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD], 0, TestJournals.MAX_PAYLOAD, 0, 40 + i);
            }
            int tail = 64 + 3 * 16384;
            assertEquals(tail, appender.position());
            assertEquals(65536 + 64, appender.append(new byte[TestJournals.MAX_PAYLOAD], 0, 16368, 0, 5));
            assertEquals(0x4000_0000_0000_0001L, RawFile.getLong(journals.page(0), tail));
        }
        assertEquals(42, RawFile.getLong(journals.page(0), 56), "highest timestamp up to END");
        assertEquals(0, RawFile.getLong(journals.page(1), 56), "no END, no highest timestamp");
        assertEquals(1, RawFile.getLong(journals.page(1), 32), "page index");
        assertEquals(0x2000_0000_0000_3ff0L, RawFile.getLong(journals.page(1), 64));
    }

    @Test
    void controlOfANewJournal() {
        Journal journal = journals.create(TestJournals.small().writerSlots(1).consumerSlots(1));
        assertEquals(1344, RawFile.bytes(journals.control()).length);
        long created = RawFile.getLong(journals.control(), 56);
        assertTrue(created > 1_700_000_000_000_000_000L && created % 1_000_000 == 0, "created " + created);
        assertEquals(journal.status().createdAt(), created);
        byte[] control = RawFile.bytes(journals.control());
        for (int i = 16; i < 32; i++) {
            control[i] = 0;
            control[i + 40] = i < 24 ? 0 : control[i + 40];
        }
        assertEquals("""
                00000000  54 41 49 4c 52 41 43 45  01 00 00 00 01 00 00 00
                00000020  10 00 00 00 01 00 00 00  01 00 00 00 01 00 00 00
                00000040  00 00 00 00 00 00 00 00  01 00 00 00 00 00 00 00
                00000050  40 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
                00000080  40 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
                """, HexDump.of(control));
    }
}

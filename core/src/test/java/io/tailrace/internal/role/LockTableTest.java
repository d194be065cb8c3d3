package io.tailrace.internal.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The kernel's table of locks, as it prints it. */
class LockTableTest {
    private static final List<String> LINES = List.of(
            "1: POSIX  ADVISORY  WRITE 4711 00:1b:98765 0 0",
            "2: POSIX  ADVISORY  WRITE 4712 00:1b:98765 4096 4098",
            "2: -> POSIX  ADVISORY  WRITE 4713 00:1b:98765 1 1",
            "3: FLOCK  ADVISORY  WRITE 4714 00:1b:98765 2 2",
            "4: OFDLCK ADVISORY  READ -1 00:1b:98765 3 3",
            "5: POSIX  ADVISORY  WRITE 4715 00:1b:98766 4099 4099",
            "6: POSIX  ADVISORY  WRITE 4716 00:1c:98765 4099 4099",
            "7: POSIX  ADVISORY  WRITE 4717 00:1b:98765 4200 EOF",
            "something else",
            "");

    private final LockTable table = LockTable.parse(LINES, "00:1b:98765");

    @Test
    void singleBytes() {
        assertTrue(table.isHeld(0));
        assertFalse(table.isHeld(1), "who waits for a lock does not hold it");
        assertFalse(table.isHeld(2), "flock is another kind");
        assertFalse(table.isHeld(4095));
        assertFalse(table.isHeld(4099), "of other files");
    }

    @Test
    void neighbouringBytesOfOneProcessAreOneRange() {
        for (long position = 4096; position <= 4098; position++) {
            assertTrue(table.isHeld(position), "byte " + position);
        }
    }

    @Test
    void rangeUpToTheEndOfTheFile() {
        assertFalse(table.isHeld(4199));
        assertTrue(table.isHeld(4200));
        assertTrue(table.isHeld(1L << 40));
    }

    @Test
    void namesOfFiles() {
        assertEquals("00:1b:98765", LockTable.name(0x1b, 98765));
        assertEquals("08:01:131", LockTable.name(0x801, 131));
        assertEquals("fd:100:7", LockTable.name(0x10fd00, 7));
        assertEquals("103:02:7", LockTable.name(0x10302, 7));
    }

    @Test
    void emptyTable() {
        assertFalse(LockTable.parse(List.of(), "00:1b:98765").isHeld(0));
    }
}

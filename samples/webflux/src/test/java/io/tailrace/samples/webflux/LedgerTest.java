package io.tailrace.samples.webflux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final UUID JOURNAL = new UUID(1, 2);

    @TempDir
    Path directory;

    @Test
    void entersNothingTwice() throws IOException {
        enter(JOURNAL, 64, "a");
        enter(JOURNAL, 128, "b");
        enter(JOURNAL, 64, "a");
        enter(JOURNAL, 128, "b");

        assertEquals(List.of(JOURNAL + " 64 a", JOURNAL + " 128 b"), Files.readAllLines(file()));
    }

    @Test
    void cutsOffWhatAKillLeft() throws IOException {
        enter(JOURNAL, 64, "a");
        Files.writeString(file(), JOURNAL + " 128 \"tor", StandardOpenOption.APPEND);
        enter(JOURNAL, 128, "b");

        assertEquals(List.of(JOURNAL + " 64 a", JOURNAL + " 128 b"), Files.readAllLines(file()));
    }

    @Test
    void cutsOffWhatAKillLeftOfTheFirstLine() throws IOException {
        Files.writeString(file(), JOURNAL + " 6");
        enter(JOURNAL, 64, "a");

        assertEquals(List.of(JOURNAL + " 64 a"), Files.readAllLines(file()));
    }

    @Test
    void findsTheEndOfLinesOfAnyLength() throws IOException {
        enter(JOURNAL, 64, "a");
        enter(JOURNAL, 128, "é".repeat(50_000));
        Files.writeString(file(), JOURNAL + " 256 " + "x".repeat(50_000), StandardOpenOption.APPEND);
        enter(JOURNAL, 128, "again");
        enter(JOURNAL, 256, "c");

        assertEquals(
                List.of(JOURNAL + " 64 a", JOURNAL + " 128 " + "é".repeat(50_000), JOURNAL + " 256 c"),
                Files.readAllLines(file()));
    }

    @Test
    void beginsAnewWithAnotherJournal() throws IOException {
        UUID other = new UUID(3, 4);
        enter(JOURNAL, 128, "a");
        enter(other, 64, "b");

        assertEquals(List.of(JOURNAL + " 128 a", other + " 64 b"), Files.readAllLines(file()));
    }

    private void enter(UUID journal, long position, String order) throws IOException {
        try (Ledger ledger = new Ledger(file(), journal)) {
            ledger.enter(position, order);
        }
    }

    private Path file() {
        return directory.resolve("ledger");
    }
}

package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a creator or maker that was killed left behind, and what is somebody else's. */
class LeftoversTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void emptyDirectoryWithOrWithoutALock() throws IOException {
        Files.createDirectory(journals.path());
        Frames.of(journals.create());
        Files.createDirectory(journals.path("second"));
        Files.createFile(journals.path("second").resolve("lock"));
        journals.closing(Journal.openOrCreate(journals.path("second"), TestJournals.small()));
    }

    @Test
    void emptyFirstPageWithoutControlIsMadeAnew() throws IOException {
        journals.createWith();
        Files.delete(journals.control());
        assertThrows(JournalNotFoundException.class, () -> Journal.open(journals.path()));
        Files.writeString(journals.file(".tmp-left"), "half a page");
        Journal journal = journals.create();
        assertFalse(Files.exists(journals.file(".tmp-left")), "swept");
        try (Appender appender = journal.appender()) {
            appender.append(Frames.bytes("x"));
        }
        assertEquals(List.of("x"), Frames.textsOf(journal));
    }

    @Test
    void truncatedFirstPageWithoutControlIsMadeAnew() throws IOException {
        journals.createWith();
        Files.delete(journals.control());
        RawFile.truncate(journals.page(0), 20);
        assertEquals(List.of(), Frames.of(journals.create()));
        assertEquals(65536, Files.size(journals.page(0)));
    }

    @Test
    void pagesWithFramesWithoutControlAreNotTouched() throws IOException {
        journals.createWith("precious");
        Files.delete(journals.control());
        byte[] before = RawFile.bytes(journals.page(0));
        CorruptJournalException e =
                assertThrows(CorruptJournalException.class, () -> Journal.openOrCreate(journals.path()));
        assertTrue(e.getMessage().contains("control") && e.getMessage().contains("0.page"), e.getMessage());
        assertArrayEquals(before, RawFile.bytes(journals.page(0)));
        assertFalse(Files.exists(journals.control()));
    }

    @Test
    void laterPageWithoutControlIsNotTouched() throws IOException {
        journals.createWith();
        Files.delete(journals.control());
        Files.move(journals.page(0), journals.page(3));
        assertThrows(CorruptJournalException.class, () -> Journal.openOrCreate(journals.path()));
        assertTrue(Files.exists(journals.page(3)));
    }

    @Test
    void directoryOfSomebodyElse() throws IOException {
        Files.createDirectory(journals.path());
        Files.writeString(journals.file("letter.txt"), "dear");
        IncompatibleJournalException e =
                assertThrows(IncompatibleJournalException.class, () -> Journal.openOrCreate(journals.path()));
        assertTrue(e.getMessage().contains("letter.txt"), e.getMessage());
        assertEquals("dear", Files.readString(journals.file("letter.txt")));
        assertFalse(Files.exists(journals.control()));
        assertFalse(Files.exists(journals.page(0)));
    }

    @Test
    void temporaryFilesAreSweptByWhoMakesPages() throws IOException {
        journals.createWith("x");
        Files.writeString(journals.file(".tmp-left"), "half a page");
        Journal journal = journals.open();
        assertEquals(List.of("x"), Frames.textsOf(journal), "they disturb nobody");
        Appender appender = journals.closing(journal.appender());
        appender.whenReady(0).toCompletableFuture().join();
        assertFalse(Files.exists(journals.file(".tmp-left")));
    }

    @Test
    void pageThatAKilledMakerLinkedIsAdopted() throws IOException {
        journals.createWith("x");
        byte[] page = RawFile.bytes(journals.page(0));
        Arrays.fill(page, 64, page.length, (byte) 0);
        page[32] = 1;
        Files.write(journals.page(1), page);
        Journal journal = journals.open();
        Appender appender = journals.closing(journal.appender());
        assertEquals(64 + 24, appender.position(), "END leads to pages, their existence does not");
        for (int i = 0; i < 4; i++) {
            appender.append(new byte[TestJournals.MAX_PAYLOAD]);
        }
        assertEquals(5, Frames.of(journal).size());
        assertEquals(null, journal.verify().fault());
    }
}

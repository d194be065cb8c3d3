package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Listing journals, and deleting one that nobody uses, or that is given up. */
class DirectoriesTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void listsJournalsByName() throws IOException {
        assertEquals(List.of(), Journal.list(journals.root()));
        for (String name : List.of("ticks", "books", ".hidden", "a b")) {
            Journal.openOrCreate(journals.path(name), TestJournals.small()).close();
        }
        Files.createDirectory(journals.path("empty"));
        Files.writeString(Files.createDirectory(journals.path("other")).resolve("control"), "remote");
        Files.writeString(Files.createDirectory(journals.path("short")).resolve("control"), "TAIL");
        Files.writeString(journals.path("file"), "TAILRACE");
        Files.createSymbolicLink(journals.path("link"), journals.path("ticks"));
        assertEquals(
                List.of(journals.path("a b"), journals.path("books"), journals.path("ticks")),
                Journal.list(journals.root()));
        assertThrows(JournalNotFoundException.class, () -> Journal.list(journals.path("missing")));
    }

    @Test
    void deletesWhatNobodyUses() throws IOException {
        journals.createWith("x");
        Journal.delete(journals.path());
        assertEquals(List.of(), files());
        assertThrows(JournalNotFoundException.class, () -> Journal.open(journals.path()));
        assertThrows(JournalNotFoundException.class, () -> Journal.delete(journals.path()));
        assertThrows(JournalNotFoundException.class, () -> Journal.delete(journals.path(), true));
    }

    @Test
    void refusesWhileThereIsAWriter() {
        Journal journal = journals.create();
        Appender appender = journals.closing(journal.appender());
        JournalInUseException e = assertThrows(JournalInUseException.class, () -> Journal.delete(journals.path()));
        assertTrue(e.isRetryable());
        appender.append(Frames.bytes("x"));
        assertTrue(journal.status().writers().get(0).alive(), "its lock is not disturbed");
        appender.close();
        Journal.delete(journals.path());
    }

    @Test
    void refusesWhileThereIsANamedReader() {
        Journal journal = journals.create();
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        assertThrows(JournalInUseException.class, () -> Journal.delete(journals.path()));
        assertTrue(journal.status().consumers().get(0).alive());
        reader.close();
        Journal.delete(journals.path());
    }

    @Test
    void openHandlesAndReadersWithoutANameAreNoReason() {
        Journal journal = journals.create();
        try (Appender appender = journal.appender()) {
            appender.append(Frames.bytes("x"));
        }
        Reader reader = journals.closing(journal.reader());
        Frames.all(reader);
        Journal.delete(journals.path());
        assertEquals(List.of(), Frames.all(reader));
    }

    @Test
    void forcedWhileItIsUsed() {
        Journal journal = journals.create();
        Appender appender = journals.closing(journal.appender());
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().consumer("risk")));
        appender.append(Frames.bytes("before"));
        assertEquals(List.of("before"), Frames.texts(reader));
        Journal.delete(journals.path(), true);
        appender.append(Frames.bytes("after"));
        assertEquals(List.of("after"), Frames.texts(reader), "those who have it mapped go on");
        assertThrows(JournalNotFoundException.class, () -> Journal.open(journals.path()));
        assertThrows(JournalException.class, () -> {
            for (int i = 0; i < 20; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD]);
            }
        });
        assertFalse(Files.exists(journals.path()), "it does not come back");
        reader.close();
        appender.close();
    }

    @Test
    void nothingElseIsDeleted() throws IOException {
        Path other = Files.createDirectory(journals.path("other"));
        Files.writeString(other.resolve("letter.txt"), "dear");
        assertThrows(JournalException.class, () -> Journal.delete(other, true));
        assertEquals("dear", Files.readString(other.resolve("letter.txt")));
    }

    @Test
    void madeAgainAtOnce() {
        journals.createWith("old");
        Journal old = journals.open();
        Journal.delete(journals.path());
        Journal made = journals.create();
        assertFalse(old.uuid().equals(made.uuid()));
        assertEquals(List.of(), Frames.of(made));
        assertThrows(CorruptJournalException.class, () -> Frames.of(old), "its pages are gone, or another journal's");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> paths = Files.list(journals.root())) {
            return paths.toList();
        }
    }
}

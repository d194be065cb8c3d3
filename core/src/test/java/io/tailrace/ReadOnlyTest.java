package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Opened read-only, nothing of a journal is opened for writing: not a descriptor, not a mapping. */
class ReadOnlyTest {
    private static final JournalOptions READ_ONLY = JournalOptions.defaults().readOnly(true);

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private byte[] control;
    private byte[] page;

    @BeforeEach
    void open() {
        journals.createWith("a", "b");
        control = RawFile.bytes(journals.control());
        page = RawFile.bytes(journals.page(0));
        journal = journals.closing(Journal.open(journals.path(), READ_ONLY));
    }

    @Test
    void readsLooksAndVerifies() {
        assertTrue(journal.isReadOnly());
        Reader reader = journals.closing(journal.reader());
        assertEquals(List.of("a", "b"), Frames.texts(reader));
        reader.markActive(1, true);
        assertEquals(reader.position(), journal.status().tail());
        assertEquals(2, journal.verify().frames());
        assertArrayEquals(control, RawFile.bytes(journals.control()));
        assertArrayEquals(page, RawFile.bytes(journals.page(0)));
    }

    @Test
    void opensNothingForWriting() {
        Reader reader = journals.closing(journal.reader());
        Frames.all(reader);
        List<String> descriptors = ProcSelf.descriptors(journals.root());
        for (String descriptor : descriptors) {
            assertFalse(ProcSelf.isWritable(descriptor), descriptor);
        }
        List<String> mappings = ProcSelf.mappings(journals.root());
        assertTrue(mappings.size() >= 2, "control and a page");
        for (String mapping : mappings) {
            assertTrue(mapping.contains(" r--s "), mapping);
        }
    }

    @Test
    void rolesNeedToWrite() {
        assertThrows(JournalAccessException.class, () -> journal.appender());
        JournalAccessException e = assertThrows(
                JournalAccessException.class,
                () -> journal.reader(ReaderOptions.defaults().consumer("risk")));
        assertTrue(e.getMessage().contains("read-only"), e.getMessage());
        assertArrayEquals(control, RawFile.bytes(journals.control()));
    }

    @Test
    void followsALivingWriterOverPages() {
        Journal written = journals.open();
        Appender appender = journals.closing(written.appender());
        Reader reader = journals.closing(journal.reader(ReaderOptions.defaults().start(Start.latest())));
        for (int i = 0; i < 20; i++) {
            appender.append(new byte[TestJournals.MAX_PAYLOAD]);
            assertEquals(1, Frames.all(reader).size());
        }
        assertThrows(JournalAccessException.class, () -> journal.appender(), "whatever other handles may");
    }

    @Test
    void needsNeitherLockNorAnEmptyDirectory() throws IOException {
        journals.closeAll();
        journals.awaitReleased();
        Files.delete(journals.file("lock"));
        Journal again = journals.closing(Journal.open(journals.path(), READ_ONLY));
        assertEquals(List.of("a", "b"), Frames.textsOf(again));
    }

    @Test
    void doesNotMakeOne() {
        assertThrows(JournalNotFoundException.class, () -> Journal.open(journals.path("missing"), READ_ONLY));
        assertFalse(Files.exists(journals.path("missing")));
    }
}

package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page is believed only when its header says that it is that page of that journal, and it has its length. */
class PageDamageTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @BeforeEach
    void make() {
        try (Journal journal = Journal.openOrCreate(journals.path(), TestJournals.small());
                Appender appender = journal.appender()) {
            for (int i = 0; i < 4; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD]);
            }
        }
        journals.awaitReleased();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, magic",
        "12, 1, kind",
        "16, 0, page of journal",
        "28, 0, page of journal",
        "32, 7, page index",
        "36, 1, page index",
        "40, 17, page bits",
    })
    void headerOfSomethingElse(int offset, int value, String named) {
        RawFile.putInt(journals.page(1), offset, value);
        requireFault(CorruptJournalException.class, named);
    }

    @ParameterizedTest
    @CsvSource({"8, 2, version", "44, 1, reserved"})
    void headerThatThisVersionDoesNotKnow(int offset, int value, String named) {
        RawFile.putInt(journals.page(1), offset, value);
        requireFault(IncompatibleJournalException.class, named);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64, 4096, 65535})
    void truncated(int length) {
        RawFile.truncate(journals.page(1), length);
        requireFault(CorruptJournalException.class, "length is " + length);
        assertEquals(length, RawFile.bytes(journals.page(1)).length, "mapping does not extend it");
    }

    @Test
    void tooLong() {
        RawFile.put(journals.page(1), 65536, new byte[1]);
        requireFault(CorruptJournalException.class, "length is 65537");
    }

    @Test
    void pageOfAnotherJournal() throws IOException {
        Journal.openOrCreate(journals.path("other"), TestJournals.small()).close();
        Files.copy(journals.path("other").resolve("0.page"), journals.page(0), StandardCopyOption.REPLACE_EXISTING);
        Journal journal = journals.open();
        Reader reader = journals.closing(journal.reader());
        CorruptJournalException e =
                assertThrows(CorruptJournalException.class, () -> reader.poll(Frame.decoder(), frame -> true, 1));
        assertTrue(e.getMessage().contains(journal.uuid().toString()), e.getMessage());
    }

    @Test
    void otherPageOfTheSameJournal() throws IOException {
        Files.delete(journals.page(1));
        Files.copy(journals.page(0), journals.page(1));
        requireFault(CorruptJournalException.class, "page index is 0, not 1");
    }

    @Test
    void missing() throws IOException {
        Files.delete(journals.page(1));
        Journal journal = journals.open();
        Reader reader = journals.closing(journal.reader());
        assertEquals(2, reader.poll(Frame.decoder(), frame -> true, 2));
        CorruptJournalException e =
                assertThrows(CorruptJournalException.class, () -> reader.poll(Frame.decoder(), frame -> true, 9));
        assertTrue(e.getMessage().contains("missing"), e.getMessage());
        assertThrows(CorruptJournalException.class, journal::appender);
        assertThrows(CorruptJournalException.class, journal::status);
        Files.delete(journals.page(0));
        assertThrows(CorruptJournalException.class, () -> Frames.of(journals.open()));
    }

    @Test
    void directoryInPlaceOfAPage() throws IOException {
        Files.delete(journals.page(1));
        Files.createDirectory(journals.page(1));
        Reader reader = journals.closing(journals.open().reader());
        assertEquals(2, reader.poll(Frame.decoder(), frame -> true, 2));
        assertThrows(JournalException.class, () -> reader.poll(Frame.decoder(), frame -> true, 9));
    }

    /** The rule that nothing stays mapped behind a test is what looks here. */
    @Test
    void pageBeforeTheTail() {
        RawFile.putInt(journals.page(0), 12, 1);
        Journal journal = journals.open();
        CorruptJournalException e = assertThrows(CorruptJournalException.class, journal::appender);
        assertEquals(journals.page(0), e.path());
        journals.closeAll();
        journals.awaitReleased();
    }

    private void requireFault(Class<? extends JournalException> type, String named) {
        Journal journal = journals.open();
        Reader reader = journals.closing(journal.reader());
        assertEquals(2, reader.poll(Frame.decoder(), frame -> true, 2));
        for (int i = 0; i < 2; i++) {
            JournalException e = assertThrows(type, () -> reader.poll(Frame.decoder(), frame -> true, 9));
            assertTrue(e.getMessage().contains(named), e.getMessage());
            assertEquals(journals.page(1), e.path());
        }
        assertThrows(type, journal::appender);
        assertThrows(type, journal::status);
        JournalException fault = journal.verify().fault();
        assertEquals(type, fault.getClass());
        assertEquals(0, RawFile.getLong(journals.control(), 320), "the role was not entered");
    }
}

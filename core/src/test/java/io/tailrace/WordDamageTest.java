package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A word that makes no sense at its place stops readers, writers and those who look, with its position. */
class WordDamageTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private long last;

    /** Frames of 1000 bytes up to the last one, behind which less than a frame is left of the page. */
    @BeforeEach
    void fill() {
        journal = journals.create();
        try (Appender appender = journal.appender()) {
            while (appender.position() + 2 * 1016 <= 65528) {
                last = appender.append(new byte[1000]);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "28000000000003e8, CONTROL",
        "24000000000003e8, EXTENSION",
        "22000000000003e8, FIRST",
        "21000000000003e8, LAST",
        "20800000000003e8, CHECKSUM",
        "23000000000003e8, FIRST|LAST",
        "20400000000003e8, without a name",
        "20200000000003e8, without a name",
        "20100000000003e8, without a name",
        "20080000000003e8, without a name",
        "20040000000003e8, without a name",
        "20020000000003e8, without a name",
        "20010000000003e8, without a name",
        "2fffffff000003e8, CONTROL|EXTENSION|FIRST|LAST|CHECKSUM"
    })
    void flagsThatThisVersionDoesNotKnow(String word, String named) {
        requireFault(64, word, IncompatibleJournalException.class, named);
    }

    @ParameterizedTest
    @CsvSource({
        "10000000000003e8, CLAIMED",
        "1ffffffffffffff8, CLAIMED",
        "50000000000003e8, state 5",
        "6000000000000000, state 6",
        "f0000000000003e8, state 15",
        "ffffffffffffffff, state 15",
        // More than a quarter of a page, up to what would be negative.
        "2000000000003ff1, length",
        "200000000000ffe8, length",
        "200000007fffffff, length",
        "2000000080000000, length",
        "20000000fffffff8, length",
        "20000000ffffffff, length",
        "3000000000003ff8, length",
        "30000000fffffff8, length",
        "30000000fffffff0, length",
        // Padding has no type, no flags, and a length that is a multiple of 8.
        "3000000000000001, length",
        "3000000000000004, length",
        "3000000100000008, length",
        "3008000000000008, length",
        // END leads forward, to a page that can be.
        "4000000000000000, leads nowhere",
        "4000000100000001, leads nowhere",
        "4800000000000001, leads nowhere"
    })
    void garbage(String word, String named) {
        requireFault(64, word, CorruptJournalException.class, named);
    }

    /** FREE is the word 0, and nothing else. */
    @ParameterizedTest
    @CsvSource({"0000000000000001", "00000000000003e8", "0fffffffffffffff", "0800000000000000"})
    void freeThatIsNotZero(String word) {
        requireFault(64, word, CorruptJournalException.class, word);
    }

    @ParameterizedTest
    @CsvSource({"2000000000001000, length", "3000000000001000, length"})
    void overTheEndOfThePage(String word, String named) {
        requireFault(last, word, CorruptJournalException.class, named);
    }

    /** The last 8 bytes are kept for END. */
    @ParameterizedTest
    @CsvSource({"0, true", "1, false", "8, false"})
    void upToTheEndOfThePage(int more, boolean sound) {
        int fits = (int) (65528 - last - 16);
        if (sound) {
            RawFile.putLong(journals.page(0), last, 0x2000_0000_0000_0000L | fits + more);
            assertEquals(
                    fits, Frames.of(journal).get(Frames.of(journal).size() - 1).length());
        } else {
            requireFault(
                    last,
                    String.format("%016x", 0x2000_0000_0000_0000L | fits + more),
                    CorruptJournalException.class,
                    "length");
        }
    }

    private void requireFault(long position, String word, Class<? extends JournalException> type, String named) {
        RawFile.putLong(journals.page(0), position, Long.parseUnsignedLong(word, 16));
        Reader reader = journals.closing(journal.reader());
        for (int i = 0; i < 2; i++) {
            JournalException e = assertThrows(type, () -> Frames.all(reader));
            require(e, position, word, named);
        }
        assertEquals(position, reader.position(), "what comes before it was delivered");
        require(assertThrows(type, journal::appender), position, word, named);
        JournalException fault = journal.verify().fault();
        assertEquals(type, fault.getClass());
        require(fault, position, word, named);
        assertEquals(List.of(), journal.status().writers(), "the role was not entered");
    }

    private void require(JournalException e, long position, String word, String named) {
        assertTrue(e.getMessage().contains("position " + position + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(word) && e.getMessage().contains(named), e.getMessage());
        assertEquals(journals.page(0), e.path());
    }
}

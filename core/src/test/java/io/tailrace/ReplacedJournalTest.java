package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A journal that was deleted and made anew under its name is another one: nobody goes over into it. */
class ReplacedJournalTest {
    private static final byte[] QUARTER = new byte[TestJournals.MAX_PAYLOAD];

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Appender appender;
    private Reader reader;
    private Journal replacement;

    @BeforeEach
    void replace() {
        Journal journal = journals.create();
        appender = journals.closing(journal.appender());
        reader = journals.closing(journal.reader());
        for (int i = 0; i < 3; i++) {
            appender.append(QUARTER);
        }
        appender.whenReady(0).toCompletableFuture().join();
        assertEquals(1, reader.poll(Frame.decoder(), frame -> true, 1));
        Journal.delete(journals.path(), true);
        replacement = journals.create();
    }

    @Test
    void readerStopsAtThePageSwitch() {
        appender.append(Frames.bytes("END leads to a page"));
        appender.append(QUARTER);
        assertEquals(2, reader.poll(Frame.decoder(), frame -> true, 2), "what is mapped is read");
        CorruptJournalException e =
                assertThrows(CorruptJournalException.class, () -> reader.poll(Frame.decoder(), frame -> true, 9));
        assertTrue(e.getMessage().contains("replaced"), e.getMessage());
    }

    @Test
    void idleReaderFindsOutWhenItSaysThatItIsThere() {
        assertEquals(2, Frames.all(reader).size());
        reader.markActive(5_000_000_000L, false);
        CorruptJournalException e = assertThrows(CorruptJournalException.class, () -> Frames.all(reader));
        assertTrue(e.getMessage().contains("replaced"), e.getMessage());
    }

    @Test
    void writerStopsWhenItNeedsAPage() {
        assertThrows(CorruptJournalException.class, () -> {
            for (int i = 0; i < 10; i++) {
                appender.append(QUARTER);
            }
        });
        assertFalse(Files.exists(journals.page(1)), "no page of it gets into the other journal");
        assertEquals(List.of(), Frames.of(replacement));
    }

    @Test
    void theNewOneIsWholeAndFree() {
        try (Appender other = replacement.appender()) {
            other.append(Frames.bytes("new"));
        }
        assertEquals(List.of("new"), Frames.textsOf(replacement));
        assertEquals(List.of("new"), Frames.textsOf(journals.open()));
    }
}

package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.GapException;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.RawFile;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Retention;
import io.tailrace.Start;
import io.tailrace.TestJournals;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A writer of a shared journal that stood while it made its next page makes it once more when others have been there, gone on, and removed
 * it. Who comes to that page, over an END that was right once, must neither write there nor wait there.
 */
class GhostPageTest {
    /** The first one may be mapped as it was by who stood before it; the second one is not. */
    private static final int[] GHOSTS = {1, 2};

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private Appender slow;
    private Reader reader;

    @BeforeEach
    void makeGhost() throws IOException {
        journal = journals.create(TestJournals.small().mode(JournalMode.SHARED).retention(Retention.pages(2)));
        slow = journals.closing(journal.appender());
        slow.append(new byte[10]);
        reader = journals.closing(journal.reader());
        assertEquals(1, reader.poll((buffer, offset, length, header) -> {}, 1));
        byte[] page;
        try (Appender fast = journal.appender()) {
            while (fast.position() >>> TestJournals.PAGE_BITS < 8) {
                fast.append(new byte[4000]);
            }
            page = RawFile.bytes(journals.page(8));
        }
        Await.until("the page is removed", () -> {
            journal.prune();
            return !Files.exists(journals.page(2));
        });
        Arrays.fill(page, 64, page.length, (byte) 0);
        for (int ghost : GHOSTS) {
            Files.write(journals.page(ghost), page);
            RawFile.putLong(journals.page(ghost), 32, ghost);
        }
    }

    @Test
    void writerDoesNotWriteThere() {
        long position = slow.append(new byte[7]);
        assertTrue(position >>> TestJournals.PAGE_BITS >= 8, "at the tail: " + position);
        try (Reader latest = journal.reader(ReaderOptions.defaults().start(Start.position(position)))) {
            assertEquals(1, latest.poll((buffer, offset, length, header) -> assertEquals(7, length), 1));
        }
    }

    @Test
    void readerDoesNotWaitThere() {
        GapException gap = assertThrows(
                GapException.class,
                () -> Await.until("a gap", () -> {
                    reader.poll((buffer, offset, length, header) -> {}, 100);
                    return false;
                }));
        assertEquals(journal.status().floor(), gap.to());
        assertTrue(reader.poll((buffer, offset, length, header) -> {}, 100) > 0);
        assertFalse(reader.isDone());
    }

    @Test
    void verifierDoesNotEndThere() {
        assertNull(journal.verify().fault());
    }
}

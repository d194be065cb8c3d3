package io.tailrace;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A slow shared writer makes a page again, empty, that others have filled, left and removed: it is not there. */
class RemadePageTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void cursorInARemadePageMeetsTheGap() throws IOException {
        Journal journal =
                journals.create(TestJournals.small().mode(JournalMode.SHARED).retention(Retention.pages(1)));
        byte[] empty = RawFile.bytes(journals.page(0));
        ReaderOptions free = ReaderOptions.defaults().consumer("c").policy(ConsumerPolicy.FREE);
        Appender appender = journals.closing(journal.appender());
        appender.append(Frames.bytes("a"));
        appender.append(Frames.bytes("b"));
        long cursor;
        try (Reader reader = journal.reader(free)) {
            assertEquals(1, reader.poll((buffer, offset, length, header) -> {}, 1));
            cursor = reader.position();
        }
        Await.until("the page is removed", () -> {
            appender.append(new byte[TestJournals.MAX_PAYLOAD]);
            journal.prune();
            return !Files.exists(journals.page(0));
        });
        // Who has the page as it was goes on in that.
        journals.awaitUnmapped(0);
        Files.write(journals.page(0), empty);
        Reader reader = journals.closing(journal.reader(free));
        GapException gap =
                assertThrows(GapException.class, () -> reader.poll((buffer, offset, length, header) -> {}, 1));
        assertEquals(cursor, gap.from());
        assertEquals(journal.status().floor(), gap.to());
    }
}

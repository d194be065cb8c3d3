package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A run over thousands of pages holds a handful of them: what is written, or read, and left behind is unmapped and
 * closed.
 */
class ManyPagesTest {
    private static final int PAGES = 2_000;
    private static final int FRAMES_PER_PAGE = 3;

    /** Control file twice, and for writer and two readers the page they are in and the one ahead. */
    private static final int MOST = 12;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private long expected;

    @Test
    void holdsFew() {
        Journal journal = journals.create();
        Appender appender = journals.closing(journal.appender());
        Reader follower =
                journals.closing(journal.reader(ReaderOptions.defaults().consumer("follower")));
        byte[] payload = new byte[TestJournals.MAX_PAYLOAD];
        for (int i = 0; i < PAGES * FRAMES_PER_PAGE; i++) {
            appender.append(payload, 0, payload.length, 0, i);
            assertEquals(1, follower.poll((buffer, offset, length, header) -> {}, 10));
            look(i, 200 * FRAMES_PER_PAGE);
        }
        Reader replay = journals.closing(journal.reader());
        expected = 0;
        int delivered;
        do {
            delivered =
                    replay.poll((buffer, offset, length, header) -> assertEquals(expected++, header.timestamp()), 10);
            look((int) expected, 1000);
        } while (delivered > 0);
        assertEquals(PAGES * FRAMES_PER_PAGE, expected);
    }

    /** Unmapping runs behind on other threads, so this waits for it: a page that nobody gives back stays for ever. */
    private void look(int i, int every) {
        if (i % every == 0) {
            Await.until("few pages are mapped and open after " + i, () -> held() <= MOST);
        }
    }

    private int held() {
        return Math.max(
                ProcSelf.mappings(journals.root()).size(),
                ProcSelf.descriptors(journals.root()).size());
    }
}

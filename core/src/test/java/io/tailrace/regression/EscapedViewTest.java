package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Journal;
import io.tailrace.ProcSelf;
import io.tailrace.Reader;
import io.tailrace.TestJournals;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who takes a raw view of a frame keeps its page mapped as long as the view is reachable, and no longer, on every JDK. */
class EscapedViewTest {
    private static final int PAGES = 12;

    /** The page that is read, the one behind it, and no more. */
    private static final int IN_USE = 2;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void pagesAreUnmappedOnceTheirViewsAreCollected() {
        readAll();
        journals.closeAll();
        awaitMapped(0);
    }

    /** In a method of its own: whatever the interpreter keeps in a frame is reachable. */
    private void readAll() {
        Journal journal = journals.create();
        try (Appender appender = journal.appender()) {
            for (int i = 0; i < 3 * PAGES; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD]);
            }
        }
        int[] views = new int[1];
        try (Reader reader = journal.reader()) {
            int delivered;
            do {
                delivered = reader.poll((buffer, offset, length, frame) -> views[0] += seen(buffer.byteBuffer()), 1);
            } while (delivered > 0);
            assertEquals(3 * PAGES, views[0]);
            awaitMapped(IN_USE);
            assertFalse(pages().isEmpty(), "the one that is read stays");
        }
    }

    private static int seen(ByteBuffer view) {
        return view.isReadOnly() ? 1 : 0;
    }

    private void awaitMapped(int most) {
        Await.until("no more than " + most + " pages mapped", () -> {
            System.gc();
            return pages().size() <= most;
        });
    }

    private List<String> pages() {
        return ProcSelf.mappings(journals.path()).stream()
                .filter(line -> line.endsWith(".page"))
                .toList();
    }
}

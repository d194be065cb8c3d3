package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Await;
import io.tailrace.Frame;
import io.tailrace.GapException;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.ProcSelf;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.Retention;
import io.tailrace.Start;
import io.tailrace.TestJournals;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A writer of many stood in a page while others made the next ones, filled and left them, and retention removed them. It made the next page
 * again, empty: there it appended, and whoever followed the END before it, and a reader waited for frames there.
 */
class RemadePageTest {
    private static final int PAGES = 5;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void nobodyGoesThere() {
        Path path = journals.path();
        try (Journal journal = Journal.openOrCreate(path, TestJournals.small().mode(JournalMode.SHARED));
                Appender slow = journal.appender();
                Reader reader = journal.reader()) {
            slow.append(new byte[100]);
            assertEquals(1, reader.poll((buffer, offset, length, header) -> {}, 10));
            byte[] next = leaveBehind(journal);
            remake(journal, next);

            long position = slow.append(new byte[100]);

            long floor = journal.status().floor();
            assertTrue(position >= floor, "appended at " + position + ", the floor is " + floor);
            assertEquals(position, frameAtOrBehind(journal, position).position());
            GapException gap = assertThrows(GapException.class, () -> {
                while (reader.poll((buffer, offset, length, header) -> {}, 100) > 0) {
                    continue;
                }
            });
            assertEquals(floor, gap.to());
            assertEquals(1, reader.poll((buffer, offset, length, header) -> {}, 1));
        }
    }

    /** Another writer goes on, and retention with it. Answers what the second page was like before a frame came. */
    private static byte[] leaveBehind(Journal journal) {
        Path second = page(journal);
        try (Appender fast = journal.appender()) {
            while (fast.position() < 2L * journal.pageSize()) {
                fast.append(new byte[journal.maxPayloadLength()]);
            }
            byte[] bytes = Files.readAllBytes(second);
            Arrays.fill(bytes, PageDescriptor.HEADER_LENGTH, bytes.length, (byte) 0);
            while (fast.position() < (long) PAGES * journal.pageSize()) {
                fast.append(new byte[journal.maxPayloadLength()]);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remake(Journal journal, byte[] bytes) {
        journal.setRetention(Retention.pages(1));
        assertFalse(Files.exists(page(journal)));
        // Who has the page as it was goes on in that.
        Await.until(
                "nobody has the page mapped",
                () -> ProcSelf.mappings(journal.path()).stream()
                        .noneMatch(line -> line.contains(page(journal).toString())));
        try {
            Files.write(page(journal), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path page(Journal journal) {
        return journal.path().resolve(PageDescriptor.fileName(1));
    }

    private static Frame frameAtOrBehind(Journal journal, long position) {
        Frame[] found = new Frame[1];
        try (Reader reader = journal.reader(ReaderOptions.defaults().start(Start.position(position)))) {
            reader.poll(
                    Frame.decoder(),
                    frame -> {
                        found[0] = frame;
                        return false;
                    },
                    1);
        }
        return found[0];
    }
}

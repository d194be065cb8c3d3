package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.page.FileMaker;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page in the making is given up with its appender: no file appears behind the close. */
class AppenderCloseTest {
    private static final int MIB = 1 << 20;

    /** Takes a hundred milliseconds or more to make. */
    private static final int LARGE_PAGE = 256 * MIB;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void nothingIsLeftOfAPageThatIsBeingMade() throws IOException {
        Journal journal = journals.create(JournalOptions.defaults().pageSize(LARGE_PAGE));
        Appender appender = journal.appender();
        CompletableFuture<Void> ready = appender.whenReady(LARGE_PAGE / 4 - 16).toCompletableFuture();
        Await.until("it is being made", () -> files().stream().anyMatch(name -> name.startsWith(".tmp-")));
        appender.close();
        List<String> left = files();
        assertEquals(List.of("0.page", "control", "lock"), left);
        CompletionException e = assertThrows(CompletionException.class, ready::join);
        assertInstanceOf(JournalClosedException.class, e.getCause());
        try (Appender next = journal.appender()) {
            assertEquals(64, next.append(new byte[8]));
        }
    }

    @Test
    void closingAtAnyMomentLeavesACompletePageOrNone() throws IOException {
        Journal journal = journals.create(JournalOptions.defaults().pageSize(4 * MIB));
        for (int i = 0; i < 100; i++) {
            Appender appender = journal.appender();
            appender.whenReady(0);
            Await.instant(i * 20_000L);
            appender.close();
            List<String> left = files();
            assertTrue(
                    left.equals(List.of("0.page", "control", "lock"))
                            || left.equals(List.of("0.page", "1.page", "control", "lock")),
                    left.toString());
            if (Files.deleteIfExists(journals.page(1))) {
                assertEquals(null, journal.verify().fault());
            }
        }
    }

    /** Blocks of 1 MiB behind the first 4 KiB, and once more before the file gets its name. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void makingEndsBetweenAnyTwoBlocks(int after) throws IOException {
        journals.createWith("x");
        try (LockFile lock = LockFile.open(journals.file(LockDescriptor.FILE_NAME))) {
            FileMaker maker = new FileMaker(journals.path(), lock);
            int[] blocks = {0};
            IllegalStateException e = assertThrows(
                    IllegalStateException.class,
                    () -> maker.make("9.page", 3 * MIB, begin -> {}, () -> {
                        if (++blocks[0] == after) {
                            throw new IllegalStateException("given up");
                        }
                    }));
            assertEquals("given up", e.getMessage());
            assertEquals(List.of("0.page", "control", "lock"), files());
            assertTrue(lock.tryLock(LockDescriptor.MAKER), "given back");
        }
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(journals.path())) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

package io.tailrace.test;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.JournalNotFoundException;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import io.tailrace.WriterActiveException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestJournalTest {
    private static final int ATTEMPTS = 50;

    @Test
    void isThereAndGoneBehindIt() {
        Path path;
        try (TestJournal journal = TestJournal.create()) {
            path = journal.path();
            assertTrue(Files.exists(path.resolve("control")));
            assertEquals(65536, journal.status().pageSize());
            if (Files.isWritable(Path.of("/dev/shm"))) {
                assertTrue(path.startsWith("/dev/shm"), path.toString());
            }
            assertEquals(64, journal.append("a"));
            assertEquals(112, journal.append("b", "c"));
            assertEquals(List.of("a", "b", "c"), journal.texts());
            assertEquals(112, journal.frames().get(2).position());
        }
        assertFalse(Files.exists(path.getParent()));
    }

    @Test
    void isMadeAsAskedFor() {
        try (TestJournal journal =
                TestJournal.create(JournalOptions.defaults().capacity(1 << 20).pageSize(1 << 17))) {
            assertEquals(1 << 17, journal.status().pageSize());
            assertEquals(1 << 20, journal.status().capacity());
        }
    }

    @Test
    void oneThatIsAbsentIsMadeByWhoComesFirst() {
        try (TestJournal journal = TestJournal.absent()) {
            assertThrows(JournalNotFoundException.class, journal::status);
            assertFalse(Files.exists(journal.path()));
            journal.append("a");
            assertEquals(65536, journal.status().pageSize());
        }
        try (TestJournal journal = TestJournal.absent()) {
            Journal.openOrCreate(journal.path(), JournalOptions.defaults().pageSize(1 << 17))
                    .close();
            journal.append("a");
            assertEquals(1 << 17, journal.status().pageSize());
        }
    }

    @Test
    void leavesNothingWhereItCannotBeMade() {
        Set<Path> before = directories();
        for (int i = 0; i < ATTEMPTS; i++) {
            // A capacity of less than a page.
            assertThrows(
                    IllegalArgumentException.class,
                    () -> TestJournal.create(JournalOptions.defaults().capacity(1)));
        }
        Set<Path> left = directories();
        left.removeAll(before);
        assertTrue(left.size() < ATTEMPTS, "other processes may have made some meanwhile, but not so many: " + left);
    }

    private static Set<Path> directories() {
        Path parent;
        try (TestJournal journal = TestJournal.create()) {
            parent = journal.directory().getParent();
        }
        return assertDoesNotThrow(() -> {
            try (var entries = Files.list(parent)) {
                return entries.filter(entry -> entry.getFileName().toString().startsWith("tailrace-test-"))
                        .collect(Collectors.toCollection(HashSet::new));
            }
        });
    }

    @Test
    void whatIsBesideIsGoneToo() throws Exception {
        Path other;
        try (TestJournal journal = TestJournal.create()) {
            other = journal.path("other");
            assertFalse(Files.exists(other));
            Journal.openOrCreate(other, JournalOptions.defaults().pageSize(TestJournal.PAGE_SIZE))
                    .close();
            Files.createDirectories(journal.path("a/b/c")).getParent().toFile().setWritable(false);
            Files.createSymbolicLink(journal.path("elsewhere"), Path.of("/"));
            assertEquals(List.of(journal.path(), other), Journal.list(journal.directory()));
        }
        assertFalse(Files.exists(other));
    }

    @Test
    void closesWhatItIsGivenTheLastFirst() {
        List<String> closed = new ArrayList<>();
        TestJournal journal = TestJournal.create();
        journal.closing(() -> closed.add("first"));
        journal.closing(() -> closed.add("second"));
        Appender appender = journal.closing(journal.open().appender());
        appender.append(new byte[1]);
        journal.close();
        assertEquals(List.of("second", "first"), closed);
        journal.close();
        assertEquals(2, closed.size());
    }

    @Test
    void isGoneAlthoughClosingFails() {
        List<String> closed = new ArrayList<>();
        TestJournal journal = TestJournal.create();
        journal.closing(() -> closed.add("first"));
        journal.closing(() -> {
            throw new IllegalStateException("cannot be closed");
        });
        AssertionError e = assertThrows(AssertionError.class, journal::close);
        assertEquals("cannot be closed", e.getMessage());
        assertEquals(List.of("first"), closed);
        assertFalse(Files.exists(journal.directory()));
    }

    @Test
    void fillsPagesToTheLastByte() {
        try (TestJournal journal = TestJournal.create()) {
            journal.append("a");
            assertEquals(65536 + 64, journal.fillPages(1));
            assertEquals(65536 + 64, journal.append(""), "not even an empty frame fits into page 0");
            assertEquals(3 * 65536 + 64, journal.fillPages(2));
            assertEquals(3 * 65536 + 64, journal.append("b"));
            assertEquals(3, journal.status().currentPageIndex());
            assertEquals(5 * 65536 + 64, journal.fillPages(2), "the rest of page 3, and page 4");
            assertThrows(IllegalArgumentException.class, () -> journal.fillPages(0));
        }
    }

    @Test
    void appendingNeedsTheRole() {
        try (TestJournal journal = TestJournal.create();
                Journal opened = Journal.open(journal.path());
                Appender appender = opened.appender()) {
            assertThrows(WriterActiveException.class, () -> journal.append("a"));
            assertEquals(64, appender.position());
            assertThrows(IllegalArgumentException.class, () -> journal.append(new byte[0][]));
        }
    }

    @Test
    void looksAtConsumers() {
        try (TestJournal journal = TestJournal.create()) {
            journal.append("a");
            try (Reader reader = journal.open().reader(ReaderOptions.defaults().consumer("risk"))) {
                assertEquals(64, journal.consumer("risk").cursor());
                assertEquals(64, reader.position());
            }
            AssertionError e = assertThrows(AssertionError.class, () -> journal.consumer("other"));
            assertTrue(e.getMessage().contains("other") && e.getMessage().contains("risk"), e.getMessage());
        }
    }

    /** Each has a directory of its own, and looks for leaks there alone. */
    @Test
    void manyAtATime() {
        List<Path> paths = IntStream.range(0, 64)
                .parallel()
                .mapToObj(i -> {
                    try (TestJournal journal = TestJournal.create()) {
                        journal.append("a" + i, "b" + i);
                        assertEquals(List.of("a" + i, "b" + i), journal.texts());
                        return journal.directory();
                    }
                })
                .toList();
        assertEquals(64, paths.stream().distinct().count());
        paths.forEach(path -> assertFalse(Files.exists(path)));
        assertNotEquals(paths.get(0), paths.get(1));
    }
}

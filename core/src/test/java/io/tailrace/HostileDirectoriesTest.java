package io.tailrace;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.regression.Background;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand in the place of a journal's directory or on the way to it, and what such a directory may be called. */
class HostileDirectoriesTest {
    /** What Linux takes for a name, and for a path with its end. */
    private static final int LONGEST_NAME = 255;

    private static final int LONGEST_PATH = 4095;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @ParameterizedTest
    @ValueSource(
            strings = {"file", "pipe", "socket", "device", "link to a journal", "link to nothing", "link to itself"})
    void inItsPlace(String thing) throws Exception {
        journals.createWith("x");
        Path path = journals.path(thing);
        switch (thing) {
            case "file" -> Files.writeString(path, "dear");
            case "pipe" -> run("mkfifo", path.toString());
            case "device" -> run("mknod", path.toString(), "c", "1", "5");
            case "socket" -> {
                try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                    socket.bind(UnixDomainSocketAddress.of(path));
                }
            }
            case "link to a journal" -> Files.createSymbolicLink(path, journals.path());
            case "link to nothing" -> Files.createSymbolicLink(path, journals.path("nothing"));
            default -> Files.createSymbolicLink(path, path);
        }
        requireRefused(path, JournalAccessException.class);
        assertTrue(Files.exists(path, LinkOption.NOFOLLOW_LINKS), "it stays");
        assertFalse(Files.exists(journals.path("nothing")), "made through a link");
        assertEquals(List.of(journals.path()), Journal.list(journals.root()));
        assertEquals(List.of("x"), Frames.textsOf(journals.open()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "link to nothing", "link to itself"})
    void onTheWayToIt(String thing) throws Exception {
        Path parent = journals.path(thing);
        switch (thing) {
            case "file" -> Files.writeString(parent, "dear");
            case "link to nothing" -> Files.createSymbolicLink(parent, journals.path("nothing"));
            default -> Files.createSymbolicLink(parent, parent);
        }
        requireRefused(parent.resolve("journal"), JournalException.class);
        assertFalse(Files.exists(journals.path("nothing")), "made through a link");
    }

    /** Above the journal others may order their directories as they like. */
    @Test
    void linksOnTheWayAreFollowed() throws IOException {
        Path real = Files.createDirectory(journals.path("real"));
        Path second = Files.createSymbolicLink(journals.path("second"), Path.of("real"));
        Path first = Files.createSymbolicLink(journals.path("first"), second);
        try (Journal journal = Journal.openOrCreate(first.resolve("journal"), TestJournals.small());
                Appender appender = journal.appender();
                Journal same = Journal.open(real.resolve("journal"))) {
            appender.append(Frames.bytes("x"));
            assertEquals(List.of("x"), Frames.textsOf(same));
            assertEquals(journal.uuid(), same.uuid());
            assertThrows(WriterActiveException.class, same::appender);
        }
        journals.awaitReleased();
        Journal.delete(first.resolve("journal"));
        assertFalse(Files.exists(real.resolve("journal")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "line\nbreak",
                "tab\tand \"quotes' and \\",
                " ",
                "100%s%n%d",
                "*?[a-z]{b,c}",
                "-rf",
                "control",
                "0.page",
                "prices of Zürich, 価格, \uD83D\uDCC8"
            })
    void names(String name) throws Exception {
        use(resolved(name));
    }

    @Test
    void longestName() throws Exception {
        use(journals.path("n".repeat(LONGEST_NAME)));
    }

    @Test
    void nameThatIsTooLong() throws Exception {
        requireRefused(journals.path("n".repeat(LONGEST_NAME + 1)), JournalAccessException.class);
    }

    /** Each file of a journal has a path that is longer than the directory's, and a temporary one's is the longest. */
    @Test
    void pathsUpToTheLongest() throws Exception {
        Path deep = journals.root();
        while (deep.toString().length() < LONGEST_PATH - 300) {
            deep = Files.createDirectory(deep.resolve("d".repeat(200)));
        }
        int room = LONGEST_PATH - deep.toString().length() - 1;
        Path longest = null;
        for (int length = room; length > room - 60; length--) {
            Path path = deep.resolve("n".repeat(length));
            try (Journal journal = Journal.openOrCreate(path, TestJournals.small());
                    Appender appender = journal.appender()) {
                appender.append(Frames.bytes("x"));
                longest = path;
                break;
            } catch (JournalAccessException e) {
                assertFalse(Files.exists(path.resolve("control")), "half a journal");
                requireNothingButALock(path);
            }
        }
        assertNotNull(longest, "none of those fits");
        journals.awaitReleased();
        Journal.delete(longest);
    }

    private static void requireNothingButALock(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> files = Files.list(path)) {
                assertTrue(files.allMatch(file -> file.endsWith("lock")), path.toString());
            }
        }
    }

    /** What is not the journal's own is not deleted, and nothing of the journal either. */
    @Test
    void deletingOneWithSomethingElseInIt() throws IOException {
        journals.createWith("x");
        Path letter = Files.createDirectory(journals.file("letters")).resolve("letter");
        Files.writeString(letter, "dear");
        for (boolean force : new boolean[] {false, true}) {
            JournalException e = assertThrows(JournalException.class, () -> Journal.delete(journals.path(), force));
            assertTrue(e.getMessage().contains("letters"), e.getMessage());
            assertEquals("dear", Files.readString(letter));
            assertEquals(List.of("x"), Frames.textsOf(journals.open()));
            journals.closeAll();
            journals.awaitReleased();
        }
    }

    private void use(Path path) throws Exception {
        try (Journal journal = Journal.openOrCreate(path, TestJournals.small());
                Appender appender = journal.appender();
                Reader reader = journal.reader(ReaderOptions.defaults().consumer("risk"))) {
            for (int i = 0; i < 5; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD]);
            }
            assertEquals(5, Frames.all(reader).size());
            assertTrue(journal.status().writers().get(0).alive());
            assertNull(journal.verify().fault());
            WriterActiveException e = assertThrows(WriterActiveException.class, journal::appender);
            assertTrue(e.getMessage().contains(path.toString()), e.getMessage());
        }
        journals.awaitReleased();
        assertEquals(List.of(path), Journal.list(journals.root()));
        Journal.delete(path);
        try (Stream<Path> left = Files.list(journals.root())) {
            assertEquals(List.of(), left.toList());
        }
    }

    private Path resolved(String name) {
        try {
            return journals.path(name);
        } catch (InvalidPathException e) {
            // Java on a machine whose locale has no such characters cannot name the file at all.
            return Assumptions.abort("no such name in this locale");
        }
    }

    /** By whatever is done with it. */
    private static void requireRefused(Path path, Class<? extends JournalException> error) throws Exception {
        List<Callable<?>> uses = List.of(
                () -> Journal.open(path),
                () -> Journal.open(path, JournalOptions.defaults().readOnly(true)),
                () -> Journal.openOrCreate(path, TestJournals.small()),
                () -> {
                    Journal.delete(path);
                    return null;
                },
                () -> {
                    Journal.delete(path, true);
                    return null;
                });
        for (Callable<?> use : uses) {
            JournalException e = assertThrows(JournalException.class, () -> Background.outcome(Background.start(use)));
            assertInstanceOf(error, e);
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder(command).start().waitFor(), String.join(" ", command));
    }
}

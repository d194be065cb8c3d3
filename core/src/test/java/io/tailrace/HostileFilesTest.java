package io.tailrace;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.regression.Background;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever stands in the place of a journal's file, whoever uses the journal gets what is right or a {@link JournalException}, in time;
 * nothing outside is touched, and when the file is back, so is the journal.
 *
 * <pre>
 *   in the place of control, lock, a page, the next page      here, before the journal is opened and while it is
 *   what exactly is told of a damaged control                 {@link ControlDamageTest}
 *   what exactly is told of a damaged page                    {@link PageDamageTest}
 *   in the place of the directory, links in its path, names   {@link HostileDirectoriesTest}
 *   a journal removed, or made anew under its users           {@link ReplacedJournalTest}, regression.DeletedJournalTest
 *   left by who was killed                                    {@link LeftoversTest}
 *   rights, owners, groups                                    {@link PermissionsTest}, it.HostileLimitsIT
 *   a page cut while it is mapped                             it.TruncatedPageIT
 *   named pipes, each by itself                               regression.NamedPipeTest
 *   makers that do not agree, made anew again and again       it.HostileCreatorsIT
 *   a full disk, step by step, and one that is read-only      {@link FullDiskSweepTest}, {@link FullDiskTest}, it.FullDiskIT
 *   too few descriptors, bytes, addresses                     it.HostileLimitsIT
 *   other PID namespaces                                      it.NamespaceIT
 * </pre>
 */
class HostileFilesTest {
    private static final byte[] QUARTER = new byte[TestJournals.MAX_PAYLOAD];

    /** Three in page 0, two in page 1. */
    private static final int FRAMES = 5;

    private static final String PRECIOUS = "precious";

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Path kept;
    private Path other;

    /** What may stand there. */
    private enum Thing {
        NOTHING,
        EMPTY,
        TRUNCATED,
        LONGER,
        ZEROS,
        NOISE,
        TEXT,
        OF_ANOTHER_JOURNAL,
        DIRECTORY,
        FULL_DIRECTORY,
        PIPE,
        SOCKET,
        DEVICE,
        LINK_TO_ITSELF,
        LINK_TO_THE_FILE,
        LINK_TO_SOMETHING_PRECIOUS,
        LINK_TO_NOTHING,
        HARD_LINK_TO_SOMETHING_PRECIOUS
    }

    static Stream<Arguments> places() {
        return Stream.of("control", "lock", "0.page", "1.page", "2.page")
                .flatMap(file -> Stream.of(Thing.values()).map(thing -> Arguments.of(file, thing)));
    }

    @BeforeEach
    void make() throws IOException {
        Files.writeString(journals.path(PRECIOUS), PRECIOUS);
        kept = journals.path("kept");
        other = journals.path("other");
        for (Path path : List.of(journals.path(), other)) {
            try (Journal journal = Journal.openOrCreate(path, journals.inMode(TestJournals.small()));
                    Appender appender = journal.appender()) {
                for (int i = 0; i < FRAMES; i++) {
                    appender.append(QUARTER);
                }
            }
        }
        journals.awaitReleased();
        // Which one the writer had prepared is a matter of time.
        Files.deleteIfExists(journals.page(2));
    }

    @ParameterizedTest
    @MethodSource("places")
    void beforeItIsOpened(String file, Thing thing) throws Exception {
        put(file, thing);
        List<String> told = useAll();
        requireUntouched(thing);
        restore(file);
        if (!thing.name().startsWith("HARD") && !file.equals("2.page")) {
            requireAsBefore(file + " " + thing + ": " + told);
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void whileItIsOpen(String file, Thing thing) throws Exception {
        try (Journal journal = Journal.open(journals.path());
                Appender appender = journal.appender();
                Reader reader = journal.reader();
                Reader named = journal.reader(ReaderOptions.defaults().consumer("risk"))) {
            assertEquals(1, reader.poll(Frame.decoder(), frame -> true, 1));
            put(file, thing);
            List<String> told = new ArrayList<>();
            told.add(attempt("status", journal::status));
            told.add(attempt("read", () -> Frames.all(reader)));
            told.add(attempt("read by name", () -> Frames.all(named)));
            told.add(attempt("verify", journal::verify));
            told.add(attempt("prune", () -> journal.prune(true)));
            told.add(attempt("append", () -> {
                for (int i = 0; i < 9; i++) {
                    appender.append(QUARTER);
                }
                return null;
            }));
            told.add(attempt("watch", () -> {
                journal.watchConsumer("risk").close();
                return null;
            }));
            told.add(attempt("second reader", () -> Frames.of(journal)));
            requireUntouched(thing);
        }
        restore(file);
        journals.awaitReleased();
    }

    /** All that can be done with a journal, each by who opens it anew. */
    private List<String> useAll() {
        Path path = journals.path();
        JournalOptions readOnly = JournalOptions.defaults().readOnly(true);
        List<String> told = new ArrayList<>();
        told.add(attempt("list", () -> Journal.list(journals.root())));
        for (JournalOptions options : List.of(readOnly, JournalOptions.defaults())) {
            told.add(attempt("status", () -> with(options, Journal::status)));
            told.add(attempt("verify", () -> with(options, Journal::verify)));
            told.add(attempt("read", () -> with(options, Frames::of)));
            told.add(attempt("prune", () -> with(options, journal -> journal.prune(true))));
        }
        told.add(attempt("create", () -> {
            Journal.openOrCreate(path).close();
            return null;
        }));
        told.add(attempt(
                "read by name",
                () -> with(JournalOptions.defaults(), journal -> {
                    try (Reader reader = journal.reader(ReaderOptions.defaults().consumer("risk"))) {
                        return Frames.all(reader);
                    }
                })));
        told.add(attempt(
                "append",
                () -> with(JournalOptions.defaults(), journal -> {
                    try (Appender appender = journal.appender()) {
                        return appender.append(new byte[1]);
                    }
                })));
        told.add(attempt(
                "switch",
                () -> with(JournalOptions.defaults(), journal -> {
                    try (Appender appender = journal.appender()) {
                        for (int i = 0; i < 4; i++) {
                            appender.append(QUARTER);
                        }
                        return null;
                    }
                })));
        return told;
    }

    private interface Use<T> {
        T with(Journal journal) throws Exception;
    }

    private <T> T with(JournalOptions options, Use<T> use) throws Exception {
        try (Journal journal = Journal.open(journals.path(), options)) {
            return use.with(journal);
        }
    }

    /** What it came to: in time, and nothing but what an API user is prepared for. */
    private static <T> String attempt(String what, Callable<T> task) {
        try {
            Background.outcome(Background.start(task));
            return what + " did";
        } catch (JournalException e) {
            return what + ": " + e.getClass().getSimpleName();
        } catch (Throwable e) {
            throw new AssertionError(what + " ended with " + e, e);
        }
    }

    private void put(String name, Thing thing) throws IOException, InterruptedException {
        Path file = journals.file(name);
        if (Files.exists(file)) {
            Files.move(file, kept);
        } else {
            Files.copy(journals.page(0), kept);
        }
        Path precious = journals.path(PRECIOUS);
        switch (thing) {
            case NOTHING -> {}
            case EMPTY -> Files.createFile(file);
            case TRUNCATED -> {
                Files.copy(kept, file);
                RawFile.truncate(file, (int) Math.min(100, Files.size(file)));
            }
            case LONGER -> {
                Files.copy(kept, file);
                RawFile.put(file, (int) Files.size(file), new byte[4096]);
            }
            case ZEROS -> Files.write(file, new byte[(int) Files.size(kept)]);
            case NOISE -> Files.write(file, Frames.pattern((int) Files.size(kept), 7));
            case TEXT -> Files.writeString(file, "not a journal's");
            case OF_ANOTHER_JOURNAL -> Files.copy(other.resolve(name.equals("2.page") ? "1.page" : name), file);
            case DIRECTORY -> Files.createDirectory(file);
            case FULL_DIRECTORY -> Files.writeString(Files.createDirectory(file).resolve("letter"), "dear");
            case PIPE -> run("mkfifo", file.toString());
            case SOCKET -> {
                try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                    socket.bind(UnixDomainSocketAddress.of(file));
                }
            }
            // Reads as zeros without end.
            case DEVICE -> run("mknod", file.toString(), "c", "1", "5");
            case LINK_TO_ITSELF -> Files.createSymbolicLink(file, file);
            case LINK_TO_THE_FILE -> Files.createSymbolicLink(file, kept);
            case LINK_TO_SOMETHING_PRECIOUS -> Files.createSymbolicLink(file, precious);
            case LINK_TO_NOTHING -> Files.createSymbolicLink(file, journals.path("new"));
            case HARD_LINK_TO_SOMETHING_PRECIOUS -> Files.createLink(file, precious);
            default -> throw new AssertionError(thing);
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder(command).start().waitFor(), String.join(" ", command));
    }

    private void requireUntouched(Thing thing) throws IOException {
        assertEquals(PRECIOUS, Files.readString(journals.path(PRECIOUS)), thing.toString());
        assertFalse(Files.exists(journals.path("new")), "made through a link");
    }

    private void restore(String name) throws IOException {
        Path file = journals.file(name);
        if (Files.isDirectory(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(file.resolve("letter"));
        }
        Files.deleteIfExists(file);
        Files.move(kept, file, StandardCopyOption.REPLACE_EXISTING);
        if (name.equals("2.page")) {
            Files.delete(file);
        }
    }

    private void requireAsBefore(String how) {
        journals.awaitReleased();
        try (Journal journal = Journal.open(journals.path())) {
            List<Frame> frames = Frames.of(journal);
            assertTrue(frames.size() >= FRAMES, how + " leaves " + frames.size());
            assertNull(journal.verify().fault(), how);
            try (Appender appender = journal.appender()) {
                appender.append(Frames.bytes("again"));
            }
            assertEquals(frames.size() + 1, Frames.of(journal).size(), how);
        }
    }
}

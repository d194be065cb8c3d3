package io.tailrace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A directory of its own for each test, in shared memory where there is some. Behind the test, what was opened is
 * closed, and nothing of it may be left mapped or open: so every test looks for leaks.
 */
public final class TestJournals implements BeforeEachCallback, AfterEachCallback {
    public static final int PAGE_BITS = 16;
    public static final int PAGE_SIZE = 1 << PAGE_BITS;
    public static final int MAX_PAYLOAD = PAGE_SIZE / 4 - 16;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private @Nullable Path root;
    private boolean leakExpected;
    private boolean shared;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        shared = context.getRequiredTestClass().isAnnotationPresent(SharedJournals.class);
        Path memory = Path.of("/dev/shm");
        root = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "tailrace-test-")
                : Files.createTempDirectory("tailrace-test-");
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        try {
            closeAll();
            if (!leakExpected && root != null) {
                awaitReleased();
            }
        } finally {
            // After each test, also after one whose directory could not be made.
            if (root != null) {
                delete(root);
            }
        }
    }

    /** The directory below which this test makes its journals. */
    public Path root() {
        return Objects.requireNonNull(root);
    }

    /** Where the test's journal is. */
    public Path path() {
        return root().resolve("journal");
    }

    /** Where another journal of the test is. */
    public Path path(String name) {
        return root().resolve(name);
    }

    /** A file of the test's journal. */
    public Path file(String name) {
        return path().resolve(name);
    }

    /** A page file of the test's journal. */
    public Path page(long index) {
        return file(index + ".page");
    }

    public Path control() {
        return file("control");
    }

    public static JournalOptions small() {
        return JournalOptions.defaults().pageSize(PAGE_SIZE);
    }

    /** Makes the test's journal with 64 KiB pages, or opens it. */
    public Journal create() {
        return create(small());
    }

    public Journal create(JournalOptions options) {
        return closing(Journal.openOrCreate(path(), inMode(options)));
    }

    public Journal open() {
        return closing(Journal.open(path()));
    }

    /** What a test asks for, in the mode that its class is run for. */
    public JournalOptions inMode(JournalOptions options) {
        return shared && options.mode() == null ? options.mode(JournalMode.SHARED) : options;
    }

    /** Makes a journal with texts in it, and closes it: nothing of it is open when this returns. */
    public void createWith(String... texts) {
        try (Journal journal = Journal.openOrCreate(path(), inMode(small()));
                Appender appender = journal.appender()) {
            for (String text : texts) {
                appender.append(Frames.bytes(text));
            }
        }
        awaitReleased();
    }

    /** Closes something behind the test, in reverse order. */
    public <T extends AutoCloseable> T closing(T closeable) {
        opened.push(closeable);
        return closeable;
    }

    public void closeAll() {
        RuntimeException failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                failure = new IllegalStateException("closing behind the test", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Waits until nothing of this test's journals is mapped or open: the last close is done in the background. */
    public void awaitReleased() {
        List<String> left = List.of();
        try {
            Await.until(
                    "no mapping and no descriptor below " + root(),
                    () -> ProcSelf.mappings(root()).isEmpty()
                            && ProcSelf.descriptors(root()).isEmpty());
        } catch (AssertionError e) {
            left = Stream.concat(ProcSelf.mappings(root()).stream(), ProcSelf.descriptors(root()).stream())
                    .toList();
            throw new AssertionError("left open: " + left, e);
        }
    }

    /** Waits until a page of the test's journal is mapped: the one behind the page that is read is mapped ahead. */
    public void awaitMapped(long page) {
        Await.until("page " + page + " is mapped", () -> isMapped(page));
    }

    /** Waits until pages are not mapped: until then those that were unlinked can be read. */
    public void awaitUnmapped(long... pages) {
        for (long page : pages) {
            Await.until("page " + page + " is not mapped", () -> !isMapped(page));
        }
    }

    private boolean isMapped(long page) {
        return ProcSelf.mappings(path()).stream().anyMatch(line -> line.contains("/" + page + ".page"));
    }

    /** For a test that lets a raw buffer escape: its page stays mapped until it is collected. */
    public void expectLeak() {
        leakExpected = true;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}

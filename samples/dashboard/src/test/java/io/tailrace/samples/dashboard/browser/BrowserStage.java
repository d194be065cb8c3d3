package io.tailrace.samples.dashboard.browser;

import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One browser and one dashboard for all tests, since both take their time to start; and journals for each test, which are gone after
 * it.
 */
final class BrowserStage implements BeforeEachCallback, AfterEachCallback {
    /** The smallest pages, so that few frames fill one. */
    static final int PAGE_SIZE = 64 * 1024;
    /** The longest payload there: four such frames would fill a page, so three do. */
    static final int LONGEST = PAGE_SIZE / 4 - 24;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private @Nullable Shared shared;

    /** What all tests share. */
    private record Shared(Browser browser, Path directory, DashboardProcess dashboard) implements AutoCloseable {
        static Shared start() {
            try {
                Browser browser = Browser.start();
                Path directory = Directories.make();
                return new Shared(browser, directory, DashboardProcess.start(directory, 0));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws IOException {
            browser.close();
            dashboard.close();
            Directories.delete(directory);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        shared = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(BrowserStage.class))
                .getOrComputeIfAbsent(Shared.class, type -> Shared.start(), Shared.class);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (shared == null) {
            return;
        }
        // The page is left, so that what a test leaves behind does not cost the next one anything.
        shared.browser().open("about:blank");
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    Browser browser() {
        return Objects.requireNonNull(shared).browser();
    }

    String url() {
        return Objects.requireNonNull(shared).dashboard().url();
    }

    /** Where a journal of this name is; to be deleted behind the test. */
    Path path(String name) {
        Path path = Objects.requireNonNull(shared).directory().resolve(name);
        opened.push(() -> Directories.delete(path));
        return path;
    }

    /** A new journal with the smallest pages. */
    Journal journal(String name) {
        return closing(
                Journal.openOrCreate(path(name), JournalOptions.defaults().pageSize(PAGE_SIZE)));
    }

    /** Has something closed behind the test, what was given last first. */
    <T extends AutoCloseable> T closing(T closeable) {
        opened.push(closeable);
        return closeable;
    }

    /** A process that appends to a journal all the time; it is killed behind the test. */
    Process writer(Path journal) throws IOException {
        Process process = new ProcessBuilder(Java.command(WriterMain.class.getName(), List.of(journal.toString())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        closing(() -> process.destroyForcibly().waitFor());
        if (!"writing".equals(process.inputReader().readLine())) {
            throw new AssertionError("the writer did not start");
        }
        return process;
    }

    /** What the dashboard calls a journal. */
    static String id(Path journal) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(journal.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** The row of a journal in the overview. */
    static String row(Path journal) {
        return "tr[data-journal='" + id(journal) + "']";
    }

    /** Opens the overview. */
    Browser overview() {
        browser().open(url() + "/");
        return browser();
    }

    /** Opens a journal's page and waits until it shows it. */
    Browser journalPage(Path journal) {
        browser().open(url() + "/#/journal/" + id(journal));
        browser()
                .await(
                        "[data-test=name]",
                        Objects.requireNonNull(journal.getFileName()).toString());
        return browser();
    }
}

package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.Appender;
import io.tailrace.Frame;
import io.tailrace.Frames;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalOptions;
import io.tailrace.Reader;
import io.tailrace.TestJournals;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Opening a named pipe waits for its other end for ever: nobody may stop others by giving one the name of a journal's file. */
class NamedPipeTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final List<Path> pipes = new ArrayList<>();

    /** Frees whoever waits for a pipe all the same: it must not stop the tests that follow. */
    @AfterEach
    void openTheOtherEnds() throws IOException {
        for (Path pipe : pipes) {
            new RandomAccessFile(pipe.toFile(), "rw").close();
        }
    }

    @Test
    void listSkipsIt() throws Exception {
        journals.createWith("x");
        pipe(Files.createDirectory(journals.path("evil")).resolve("control"));
        assertEquals(List.of(journals.path()), inTime(() -> Journal.list(journals.root())));
    }

    @Test
    void openRefusesItAndOtherJournalsGoOn() throws Exception {
        journals.createWith("x");
        Path evil = Files.createDirectory(journals.path("evil"));
        pipe(evil.resolve("control"));
        for (JournalOptions options :
                List.of(JournalOptions.defaults(), JournalOptions.defaults().readOnly(true))) {
            assertThrows(JournalException.class, () -> inTime(() -> Journal.open(evil, options)));
        }
        assertThrows(JournalException.class, () -> inTime(() -> Journal.openOrCreate(evil)));
        assertThrows(
                JournalException.class,
                () -> inTime(() -> {
                    Journal.delete(evil, true);
                    return null;
                }));
        inTime(() -> Journal.open(journals.path())).close();
    }

    @Test
    void lock() throws Exception {
        journals.createWith("x");
        Files.delete(journals.file("lock"));
        pipe(journals.file("lock"));
        assertThrows(JournalException.class, () -> inTime(() -> Journal.open(journals.path())));
    }

    @Test
    void pageOfAJournalThatIsHalfMade() throws Exception {
        Files.createDirectory(journals.path());
        pipe(journals.page(0));
        assertThrows(JournalException.class, () -> inTime(() -> Journal.openOrCreate(journals.path())));
    }

    @Test
    void nextPage() throws Exception {
        journals.createWith("x");
        pipe(journals.page(1));
        Journal journal = journals.open();
        Reader reader = journals.closing(journal.reader());
        assertEquals(1, inTime(() -> reader.poll(Frame.decoder(), frame -> true, 9)));
        try (Appender appender = journal.appender()) {
            assertThrows(
                    JournalException.class,
                    () -> inTime(() -> {
                        while (true) {
                            appender.append(new byte[TestJournals.MAX_PAYLOAD]);
                        }
                    }));
        }
        assertEquals(4, Frames.of(journal).size(), "what found room before it");
    }

    private void pipe(Path path) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
        pipes.add(path);
    }

    private static <T> T inTime(Callable<T> task) {
        return Background.outcome(Background.start(task));
    }
}

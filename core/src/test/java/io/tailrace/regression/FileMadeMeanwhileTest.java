package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.TestJournals;
import io.tailrace.internal.memory.RegularFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A page may appear while it is looked for: then it is there or it is not, and never something that is no file. */
class FileMadeMeanwhileTest {
    private static final int LOOKS = 50_000;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void isThereOrNot() throws IOException {
        Path page = journals.path("1.page");
        Path built = Files.createFile(journals.path("built"));
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Integer> maker = Background.start(() -> {
            int made = 0;
            while (!stop.get()) {
                Files.createLink(page, built);
                Files.delete(page);
                made++;
            }
            return made;
        });
        int there = 0;
        int missing = 0;
        try {
            while (there + missing < LOOKS || there == 0 || missing == 0) {
                try {
                    assertEquals(page, RegularFile.require(page));
                    there++;
                } catch (NoSuchFileException e) {
                    missing++;
                }
            }
        } finally {
            stop.set(true);
            assertTrue(Background.outcome(maker) > 0);
        }
    }

    @Test
    void directoriesAndLinksAreRefused() throws IOException {
        Path link = Files.createSymbolicLink(journals.path("link"), Files.createFile(journals.path("file")));
        for (Path path : new Path[] {journals.root(), link}) {
            IOException e = assertThrows(IOException.class, () -> RegularFile.require(path));
            assertEquals(IOException.class, e.getClass());
        }
    }
}

package io.tailrace.samples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails before it has anything to print: exit code 1, one line that names the path and says what to do. */
class FailuresTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void nothingThere() {
        String missing = directory.resolve("missing").toString();
        requireFailed(List.of(missing), "stat", missing);
        requireFailed(List.of(missing), "verify", missing);
        requireFailed(List.of(missing), "delete", missing);
        requireFailed(List.of(missing, "--wait"), "tail", missing);
        requireFailed(List.of(missing, "--wait"), "tail", missing, "--consumer", "c", "--follow");
        requireFailed(List.of(missing, "--create"), "write", missing);
        requireFailed(List.of(missing, "directory"), "list", missing);
        requireFailed(List.of(missing), "create", missing + "/deeper");
        requireFailed(List.of(missing), "write", "--create", missing + "/deeper");
        assertFalse(Files.exists(Path.of(missing)), "nothing but create, and write --create, makes a journal");
    }

    @Test
    void somethingElseThere() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        for (Path path : List.of(directory, file)) {
            for (String command : "stat verify delete tail write create".split(" ")) {
                requireFailed(List.of(path.toString()), command, path.toString());
            }
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(file), left.toList(), "what is not ours stays as it is");
        }
    }

    @Test
    void traceAddsTheStack() {
        String missing = directory.resolve("missing").toString();
        for (String[] args : new String[][] {{"--trace", "stat", missing}, {"stat", missing, "--trace"}}) {
            StringWriter err = new StringWriter();
            assertEquals(1, run(err, args));
            assertTrue(err.toString().startsWith("tailrace: " + missing), err.toString());
            assertTrue(err.toString().contains("\tat io.tailrace."), err.toString());
        }
    }

    private static void requireFailed(List<String> words, String... args) {
        StringWriter err = new StringWriter();
        assertEquals(1, run(err, args), String.join(" ", args));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().startsWith("tailrace: "), err.toString());
        for (String word : words) {
            assertTrue(err.toString().contains(word), () -> "\"" + word + "\" is not in: " + err);
        }
    }

    private static int run(StringWriter err, String... args) {
        return Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), args);
    }
}

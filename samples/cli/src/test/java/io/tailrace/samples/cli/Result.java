package io.tailrace.samples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a run of the jar left behind. */
record Result(int exitCode, byte[] out, String err) {
    String text() {
        return new String(out, StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return text().lines().toList();
    }

    /** Exit code 0 and not one byte on standard error, neither from us nor from the JVM. */
    Result requireFine() {
        assertEquals("", err);
        assertEquals(0, exitCode, text());
        return this;
    }

    /** Exit code 1 and one line on standard error that has these words; nothing of a stack trace. */
    void requireFailed(String... words) {
        assertEquals(1, exitCode, err);
        assertEquals(1, err.lines().count(), err);
        assertTrue(err.startsWith("tailrace: ") && err.endsWith("\n"), err);
        for (String word : words) {
            assertTrue(err.contains(word), () -> "\"" + word + "\" is not in: " + err);
        }
    }

    void requireWrongUse() {
        assertEquals(2, exitCode, err);
        assertEquals("", text());
        assertTrue(err.startsWith("tailrace: ") && err.contains("\nUsage: tailrace "), err);
    }
}

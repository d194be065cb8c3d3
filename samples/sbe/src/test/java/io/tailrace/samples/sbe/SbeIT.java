package io.tailrace.samples.sbe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.check.InstalledJava;
import io.tailrace.check.RunnableJar;
import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The runnable jar's two commands as processes, and an old program's, without a JVM flag and without a line on stderr. */
@Timeout(120)
@ExtendWith(TestJournalExtension.class)
class SbeIT {
    private static final Path JAR = Path.of("target", "sbe.jar").toAbsolutePath();
    private static final int DEADLINE_SECONDS = 60;

    static List<Path> javas() {
        return InstalledJava.commands();
    }

    @Test
    void itsManifestGrantsNativeAccess() {
        RunnableJar.requireNativeAccess(JAR);
    }

    @ParameterizedTest
    @MethodSource("javas")
    void readerFollowsAnOldAndANewPublisher(Path java, TestJournal journal) throws Exception {
        String path = journal.path("market").toString();
        Path readerOut = journal.path("reader.out");
        Process reader = start(readerOut, jar(java, "read", path, "--messages", "60000", "--every", "10000"));
        try {
            String classes = String.join(
                    File.pathSeparator,
                    JAR.toString(),
                    Path.of("target", "test-classes").toString());
            Path oldOut = journal.path("old.out");
            end(
                    start(oldOut, List.of(java.toString(), "-cp", classes, OldProgram.class.getName(), path, "10000")),
                    oldOut);
            Path newOut = journal.path("new.out");
            String published = end(start(newOut, jar(java, "publish", path, "--messages", "50000")), newOut);
            assertEquals("published 50,000 messages", published.strip());
            String read = end(reader, readerOut);
            assertTrue(read.startsWith("instrument 7: 10,000 trades, VWAP 200.0000, quoted 0.0000 / 0.0000"), read);
            assertTrue(read.contains("read 60,000 messages; the reading thread allocated "), read);
        } finally {
            reader.destroyForcibly();
        }
    }

    private static List<String> jar(Path java, String... arguments) {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** What it prints goes into a file, what it complains of into one beside it. */
    private static Process start(Path out, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        return builder.redirectOutput(out.toFile())
                .redirectError(error(out).toFile())
                .start();
    }

    private static Path error(Path out) {
        return out.resolveSibling(out.getFileName() + ".err");
    }

    /** Waits for a good end; returns what it printed. */
    private static String end(Process process, Path out) throws Exception {
        try {
            boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
            String errors = Files.readString(error(out));
            assertTrue(ended, () -> "did not end; stderr: " + errors);
            assertEquals("", errors, "stderr");
            assertEquals(0, process.exitValue());
            return Files.readString(out);
        } finally {
            process.destroyForcibly();
        }
    }
}

package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.check.ChildProcess;
import io.tailrace.check.SharedMemoryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The core runs on 17 and 25 without a flag and without a line on stderr; who has Agrona's flag can use Agrona's buffers. */
class NoFlagsIT {
    private static final List<String> FLAG = List.of("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED");
    private static final String QUOTE = "instrument 4711 price 101250000 quantity 42";

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    @ParameterizedTest
    @MethodSource("jdks")
    void nothingIsOnStderr(Path home) {
        try (ChildProcess child =
                ChildProcess.start(List.of(), ChildProcess.java(home), List.of(), TourMain.class, path())) {
            child.expect(QUOTE);
            child.expect("50 switches");
            child.endWell();
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void withTheFlagAgronasBufferWrapsThePayload(Path home) {
        try (ChildProcess child =
                ChildProcess.start(List.of(), ChildProcess.java(home), FLAG, FlagMain.class, path())) {
            child.expect(QUOTE);
            child.expect("50 switches");
            assertEquals(0, child.end(), child::errors);
        }
    }

    @Test
    void withoutTheFlagAgronasBufferFails() {
        try (ChildProcess child = ChildProcess.start(FlagMain.class, path())) {
            assertNotEquals(0, child.end());
            assertTrue(child.errors().contains("UnsafeBuffer") || child.errors().contains("UnsafeApi"), child::errors);
        }
    }

    /** On the machine that decides, both are there. */
    @Test
    void aJdk25IsThere() throws IOException {
        boolean found = jdks().stream().anyMatch(home -> release(home).contains("JAVA_VERSION=\"25"));
        if (!found && !"true".equals(System.getenv("CI"))) {
            Assumptions.abort("no JDK 25 below /usr/lib/jvm: what runs on it is not tested here");
        }
        assertTrue(found, "no JDK 25 below /usr/lib/jvm");
    }

    private Path path() {
        return directory.resolve("journal");
    }

    /** The one that runs this, and each 17 and 25 that is installed. */
    static List<Path> jdks() throws IOException {
        Path running = Path.of(System.getProperty("java.home")).toRealPath();
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return List.of(running);
        }
        try (Stream<Path> homes = Files.list(installed)) {
            Stream<Path> others = homes.filter(home -> !Files.isSymbolicLink(home) && !home.equals(running))
                    .filter(home -> release(home).matches("(?s).*JAVA_VERSION=\"(17|25)\\b.*"))
                    .sorted();
            return Stream.concat(Stream.of(running), others).toList();
        }
    }

    private static String release(Path home) {
        try {
            return Files.readString(home.resolve("release"));
        } catch (IOException e) {
            return "";
        }
    }
}

package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.check.ChildProcess;
import io.tailrace.check.InstalledJava;
import io.tailrace.check.SharedMemoryDirectory;
import java.nio.file.Path;
import java.util.List;
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

    private Path path() {
        return directory.resolve("journal");
    }

    static List<Path> jdks() {
        return InstalledJava.homes();
    }
}

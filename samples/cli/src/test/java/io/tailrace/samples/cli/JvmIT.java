package io.tailrace.samples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command, without any JVM flag and without a line on stderr from the JVM: on the one that runs this, and on 25
 * if it is there.
 */
@Timeout(180)
class JvmIT {
    private static final Path JVMS = Path.of("/usr/lib/jvm");

    @RegisterExtension
    final Shm shm = new Shm();

    static Stream<Path> javas() throws IOException {
        if (!Files.isDirectory(JVMS)) {
            return Stream.of(Child.java());
        }
        try (Stream<Path> homes = Files.list(JVMS)) {
            List<Path> newer = homes.filter(
                            home -> home.getFileName().toString().matches(".*\\b25\\b.*"))
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .limit(1)
                    .toList();
            assertFalse(newer.isEmpty() && System.getenv("CI") != null, "no JDK 25 below " + JVMS);
            return Stream.concat(Stream.of(Child.java()), newer.stream());
        }
    }

    @ParameterizedTest
    @MethodSource("javas")
    void everyCommandIsSilent(Path java) throws Exception {
        String journal = shm.journal("j");
        byte[] lines = "0123456789\n".repeat(20_000).getBytes(UTF_8);
        run(java, "create", journal, "--page-size", "64k");
        Result written = shm.runWith(lines, Child.command(java, "write", journal, "--timestamps"));
        written.requireFine();
        assertEquals(lines.length, run(java, "tail", journal).out().length);
        assertEquals(lines.length, run(java, "tail", journal, "--consumer", "c").out().length);
        run(java, "tail", journal, "--format", "json", "--limit", "10");
        run(java, "stat", journal, "--json");
        run(java, "verify", journal);
        assertEquals(
                List.of(journal), run(java, "list", shm.directory().toString()).lines());
        run(java, "delete", journal);
    }

    private Result run(Path java, String... args) throws Exception {
        return shm.runWith(new byte[0], Child.command(java, args)).requireFine();
    }
}

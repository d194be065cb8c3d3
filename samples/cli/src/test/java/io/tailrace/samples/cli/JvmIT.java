package io.tailrace.samples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tailrace.check.InstalledJava;
import java.nio.file.Path;
import java.util.List;
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

    @RegisterExtension
    final Shm shm = new Shm();

    static List<Path> javas() {
        return InstalledJava.commands();
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

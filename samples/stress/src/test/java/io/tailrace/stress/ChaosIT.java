package io.tailrace.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.check.RunnableJar;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The program itself, for a few seconds: that it runs, and that it fails when something did not happen. */
class ChaosIT {
    private static final List<String> LITTLE = List.of(
            "--writers=2",
            "--stops-for-ever=0",
            "--kills-of-all=0",
            "--exits=0",
            "--lost-locks=0",
            "--full-disks=0",
            "--limit=120");

    private final StringWriter out = new StringWriter();

    private int run(String... options) {
        CommandLine commandLine = Chaos.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setOverwrittenOptionsAllowed(true);
        List<String> all = new ArrayList<>(LITTLE);
        all.addAll(List.of(options));
        return commandLine.execute(all.toArray(new String[0]));
    }

    @Test
    void itsManifestGrantsNativeAccess() {
        RunnableJar.requireNativeAccess(Path.of("target", "stress.jar"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exclusive", "shared"})
    void holds(String mode) {
        int code =
                run("--mode=" + mode, "--kills=3", "--stops=2", "--snapshots=1", "--points=END_STORED", "--readers=2");
        assertEquals(0, code, out::toString);
        assertTrue(out.toString().contains("kill-writer=2"), out::toString);
        assertTrue(out.toString().contains("halt/END_STORED=1"), out::toString);
    }

    @Test
    void failsIfAKindNeverHappened() {
        // A gating reader alone is never stopped for ever, nor the writer of an exclusive journal.
        int code = run(
                "--readers=1",
                "--mode=exclusive",
                "--kills=0",
                "--stops=0",
                "--snapshots=0",
                "--points=none",
                "--stops-for-ever=1",
                "--limit=1");
        assertEquals(1, code, out::toString);
        assertTrue(out.toString().contains("stop-for-ever: asked for 1, counted 0"), out::toString);
    }
}

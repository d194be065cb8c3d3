package io.tailrace.stress.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.check.InstalledJava;
import io.tailrace.stress.ChildJvm;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The program itself, for a few seconds: with aims that a busy machine meets too, and a strategy that nobody wakes does not. */
class WaitingIT {
    private final StringWriter out = new StringWriter();

    static List<Path> homes() {
        return InstalledJava.homes();
    }

    private int run(String... options) {
        CommandLine commandLine = Waiting.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        return commandLine.execute(options);
    }

    @ParameterizedTest
    @MethodSource("homes")
    void wakesInTime(Path home) {
        ChildJvm jvm = new ChildJvm(home, true);
        int code = run(
                "--seconds=3",
                "--rounds=1",
                "--strategies=ours,ours-doorbell",
                "--check",
                "--slack=20",
                "--java=" + home);
        assertEquals(0, code, out::toString);
        assertTrue(out.toString().contains("ours (" + (jvm.hasFutex() ? "futex" : "doorbell") + ")"), out::toString);
    }

    /** Of those whom nobody wakes no aim is asked. */
    @Test
    void everyStrategy() {
        int code = run("--seconds=15", "--rounds=1", "--flux");
        assertEquals(0, code, out::toString);
        for (Strategy strategy : Strategy.values()) {
            boolean isThere = out.toString().contains("\n" + strategy + " ");
            assertEquals(
                    strategy.isFor(new ChildJvm(Path.of(System.getProperty("java.home")), true)),
                    isThere,
                    out::toString);
        }
        assertTrue(out.toString().matches("(?s).*\nours-polling +polling .*"), out::toString);
        assertTrue(out.toString().matches("(?s).*\nflux +(doorbell|futex) .*"), out::toString);
    }

    @Test
    void failsIfAnAimIsMissed() {
        int code = run("--seconds=2", "--rounds=1", "--strategies=ours", "--check", "--slack=0.01");
        assertEquals(1, code, out::toString);
        assertTrue(out.toString().contains("MISSED"), out::toString);
    }
}

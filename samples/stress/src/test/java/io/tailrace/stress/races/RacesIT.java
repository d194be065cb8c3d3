package io.tailrace.stress.races;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.check.InstalledJava;
import io.tailrace.stress.ChildJvm;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The program itself, with few races of each kind: a ring that is left out is missed in half of them. */
class RacesIT {
    /** For a machine that does other things as well: a ring that is left out is half of the races, a sleep without end is without end. */
    private static final List<String> BUSY = List.of("--most-missed=0.2", "--grace=5000");

    private final StringWriter out = new StringWriter();

    static List<Path> homes() {
        return InstalledJava.homes();
    }

    private int run(String... options) {
        CommandLine commandLine = Races.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(commandLine.getOut());
        List<String> all = new ArrayList<>(BUSY);
        all.addAll(List.of(options));
        return commandLine.setOverwrittenOptionsAllowed(true).execute(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("homes")
    void nobodySleepsOn(Path home) {
        int code = run("--count=2000", "--java=" + home);
        assertEquals(0, code, out::toString);
        ChildJvm jvm = new ChildJvm(home, true);
        for (RaceKind kind : RaceKind.values()) {
            assertEquals(kind.isFor(jvm), out.toString().contains(kind.toString()), out::toString);
        }
    }

    /** Nothing is warned of, and no futex used, where native access is not granted. */
    @ParameterizedTest
    @MethodSource("homes")
    void withoutNativeAccess(Path home) {
        int code = run("--count=500", "--java=" + home, "--no-native", "--kinds=frames-doorbell");
        assertEquals(0, code, out::toString);
    }

    @Test
    void failsIfTooManyAreMissed() {
        int code = run("--count=200", "--kinds=frames-doorbell", "--most-missed=-1");
        assertEquals(1, code, out::toString);
        assertTrue(out.toString().contains("FAILED: "), out::toString);
    }

    @ParameterizedTest
    @EnumSource(RaceKind.class)
    void isNamedAsItIsPrinted(RaceKind kind) {
        assertEquals(2, run("--count=0", "--kinds=" + kind), "no races, but a kind");
        assertTrue(out.toString().contains("no races of [" + kind + "]"), out::toString);
    }
}

package io.tailrace.samples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered without looking at any journal: help, versions and wrong use. */
class MainTest {
    private static final String COMMANDS = "create write tail stat verify repair set consumers prune list delete";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--trace",
                "bogus",
                "bogus /j",
                "create",
                "create /j /k",
                "create /j --bogus",
                "create /j --page-size",
                "create /j --page-size 3k",
                "create /j --page-size 96k",
                "create /j --page-size 2g",
                "create /j --page-size many",
                "create /j --mode 777",
                "create /j --mode 8",
                "write",
                "write /j --page-size 1",
                "write /j --type -1",
                "write /j --type 65536",
                "write /j --type x",
                "tail",
                "tail /j --from",
                "tail /j --from -5",
                "tail /j --from yesterday",
                "tail /j --limit -1",
                "tail /j --limit x",
                "tail /j --limit 1 --limit 2",
                "tail /j --format xml",
                "tail /j --consumer \u0001",
                "stat",
                "stat /j --yaml",
                "verify",
                "repair",
                "repair /j",
                "delete",
                "delete --force",
                "list /a /b"
            })
    void wrongUseIsTwo(String line) {
        assertEquals(2, run(line));
        assertEquals("", out.toString());
        assertTrue(err.toString().startsWith("tailrace: "), err.toString());
        assertTrue(err.toString().contains("\nUsage: tailrace "), err.toString());
        assertTrue(err.toString().contains("--help'."), err.toString());
    }

    @Test
    void emptyPathIsWrongUse() {
        for (String command : COMMANDS.split(" ")) {
            assertEquals(2, Main.run(new PrintWriter(out, true), new PrintWriter(err, true), command, ""), command);
        }
    }

    @Test
    void helpAndVersionOfEveryCommand() {
        for (String command : (" " + COMMANDS).split(" ", -1)) {
            for (String option : "--help -h --version -V".split(" ")) {
                out.getBuffer().setLength(0);
                assertEquals(0, run((command + " " + option).trim()), command + " " + option);
                boolean help = option.startsWith("--h") || option.equals("-h");
                assertTrue(
                        out.toString().startsWith(help ? ("Usage: tailrace " + command).trim() : "tailrace "),
                        out.toString());
                assertEquals("", err.toString());
            }
        }
    }

    @Test
    void helpTellsOfTraceAndExitCodes() {
        for (String command : COMMANDS.split(" ")) {
            out.getBuffer().setLength(0);
            run(command + " --help");
            assertTrue(out.toString().contains("--trace"), out.toString());
            assertTrue(out.toString().contains("Exit codes:"), out.toString());
        }
    }

    private int run(String line) {
        return Main.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                line.isEmpty() ? new String[0] : line.split(" "));
    }
}

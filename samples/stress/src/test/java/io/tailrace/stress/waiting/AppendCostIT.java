package io.tailrace.stress.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Journal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The program itself, with the same build twice; what it finds is not looked at. */
class AppendCostIT {
    @Test
    void twoPairs() throws URISyntaxException {
        Path core = Path.of(Journal.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        StringWriter out = new StringWriter();
        CommandLine commandLine = AppendCost.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        assertEquals(0, commandLine.execute("--before=" + core, "--after=" + core, "--pairs=2"), out::toString);
        assertTrue(out.toString().matches("(?s).*\nexclusive before .*\nshared +before .*"), out::toString);
    }
}

package io.tailrace.samples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The measurement measures; what it finds counts on a machine that does nothing else. */
@Timeout(180)
class CostOfLookingIT {
    @Test
    void pairsAreMeasuredAndTheSeedIsPrinted() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int code = CostOfLooking.run(
                out,
                "--pairs",
                "1",
                "--seconds",
                "3",
                "--pages",
                "5",
                "--seed",
                "7",
                "--dashboard",
                "target/dashboard.jar");
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(text.startsWith("1 pairs of 3.0 s, 0 and 5 pages open, seed 7"), text);
        assertTrue(text.lines().anyMatch(line -> line.matches(" +1  .*/s .*/s .*%")), text);
        assertEquals(text.contains("is inside the spread") ? 0 : 1, code, text);
    }
}

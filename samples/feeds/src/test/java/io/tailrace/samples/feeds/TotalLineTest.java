package io.tailrace.samples.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TotalLineTest {
    @Test
    void isReadAsItWasWritten() {
        TotalLine line =
                TotalLine.of(TotalLine.PUBLISHED, "binance").with("frames", 7).with("last_position", -1);
        assertEquals("published binance frames=7 last_position=-1", line.toString());
        assertEquals(Optional.of(line), TotalLine.parse(line.toString()));
        assertEquals(7, line.value("frames"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "published", "binance: seed 7", "published f frames=x", "received f =1", "received f x"})
    void isNotMistakenForAnotherLine(String line) {
        assertEquals(Optional.empty(), TotalLine.parse(line));
    }
}

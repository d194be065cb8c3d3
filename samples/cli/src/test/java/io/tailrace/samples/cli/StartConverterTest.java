package io.tailrace.samples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.Start;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class StartConverterTest {
    private final StartConverter converter = new StartConverter();

    @Test
    void takesEndsAndPositions() {
        assertEquals(Start.earliest(), converter.convert("earliest"));
        assertEquals(Start.latest(), converter.convert("LATEST"));
        assertEquals(Start.position(0), converter.convert("0"));
        assertEquals(Start.position(Long.MAX_VALUE), converter.convert("9223372036854775807"));
    }

    @Test
    void takesTimes() {
        Start noon = Start.timestamp(1_723_118_400_000_000_000L);
        assertEquals(noon, converter.convert("2024-08-08T12:00:00Z"));
        assertEquals(noon, converter.convert("2024-08-08T12:00Z"));
        assertEquals(noon, converter.convert("2024-08-08T14:00:00+02:00"));
        assertEquals(noon, converter.convert("@1723118400000000000"));
        assertEquals(Start.timestamp(1_723_118_400_123_456_789L), converter.convert("2024-08-08T12:00:00.123456789Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "+1",
                "begin",
                "9223372036854775808",
                "2024-08-08",
                "2024-08-08T12:00:00",
                "12:00",
                "@",
                "@-1",
                "@x",
                "9999-01-01T00:00:00Z"
            })
    void refuses(String text) {
        assertThrows(TypeConversionException.class, () -> converter.convert(text));
    }
}

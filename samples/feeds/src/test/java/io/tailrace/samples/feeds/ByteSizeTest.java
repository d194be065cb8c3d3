package io.tailrace.samples.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteSizeTest {
    private final ByteSize size = new ByteSize();

    @Test
    void knowsUnits() {
        assertEquals(65_536, size.convert("65536"));
        assertEquals(65_536, size.convert("64k"));
        assertEquals(16 << 20, size.convert("16M"));
        assertEquals(1 << 30, size.convert("1g"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "16x", "1.5m", "2g"})
    void refusesWhatIsNoSize(String text) {
        assertThrows(TypeConversionException.class, () -> size.convert(text));
    }
}

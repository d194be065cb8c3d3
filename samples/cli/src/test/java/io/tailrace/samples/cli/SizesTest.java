package io.tailrace.samples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "65536,65536",
        "64k,65536",
        "64K,65536",
        "16m,16777216",
        "16M,16777216",
        "1g,1073741824",
        "3G,3221225472"
    })
    void parses(String text, long bytes) {
        assertEquals(bytes, Sizes.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "k", "-1", "1.5m", "1t", "16 m", "16mb", "0x10", "99999999999999999g", "9999999999999999999"
            })
    void refuses(String text) {
        assertThrows(IllegalArgumentException.class, () -> Sizes.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"64k", "65536", "16m", "1g"})
    void takesPageSizes(String text) {
        assertEquals(Sizes.parse(text), new Sizes.PageSize().convert(text).longValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "32k", "65537", "3m", "2g", "4g", "5g", "many"})
    void refusesPageSizes(String text) {
        assertThrows(TypeConversionException.class, () -> new Sizes.PageSize().convert(text));
    }

    @Test
    void formatsWithTheLargestExactUnit() {
        assertEquals("0 bytes", Sizes.format(0));
        assertEquals("1023 bytes", Sizes.format(1023));
        assertEquals("64 KiB", Sizes.format(65_536));
        assertEquals("16 MiB", Sizes.format(16_777_216));
        assertEquals("2048 GiB", Sizes.format(2048L << 30));
    }
}

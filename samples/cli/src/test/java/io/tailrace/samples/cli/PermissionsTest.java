package io.tailrace.samples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class PermissionsTest {
    @ParameterizedTest
    @CsvSource({"700,rwx------", "0700,rwx------", "770,rwxrwx---", "750,rwxr-x---", "755,rwxr-xr-x"})
    void converts(String octal, String letters) {
        assertEquals(letters, new Permissions().convert(octal));
    }

    @ParameterizedTest
    @ValueSource(strings = {"777", "702", "600", "070", "7", "1700", "78", "800", "rwx------", ""})
    void refuses(String octal) {
        assertThrows(TypeConversionException.class, () -> new Permissions().convert(octal));
    }
}

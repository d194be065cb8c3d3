package io.tailrace.samples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 9, 10, 99, 100, -100, 65_535, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE})
    void writesDecimals(long value) {
        assertEquals(
                "<" + value + ">", new Bytes().put('<').decimal(value).put('>').toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 255, 256, 257, 100_000})
    void grows(int length) {
        Bytes bytes = new Bytes().put(new byte[length], 0, length).text("ü");
        assertEquals(length + 2, bytes.length());
        assertEquals(0, bytes.clear().length());
    }
}

package io.tailrace.samples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.JournalOptions;
import io.tailrace.Retention;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** {@code --capacity} and {@code --keep} as people write them. */
class LimitConvertersTest {
    private final RetentionConverter retention = new RetentionConverter();
    private final Capacity capacity = new Capacity();

    @Test
    void everyKindOfRetention() {
        assertEquals(Retention.all(), retention.convert("all"));
        assertEquals(Retention.consumers(), retention.convert("Consumers"));
        assertEquals(Retention.pages(8), retention.convert("pages:8"));
        assertEquals(Retention.bytes(3L << 30), retention.convert("bytes:3g"));
        assertEquals(Retention.age(Duration.ofMinutes(10)), retention.convert("age:10m"));
        assertEquals(Retention.age(Duration.ofMillis(5)), retention.convert("age:5ms"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all",
                "consumers",
                "pages:1",
                "bytes:65537",
                "age:1ms",
                "age:61s",
                "age:90m",
                "age:25h",
                "age:2d"
            })
    void whatIsShownCanBeGivenBack(String text) {
        assertEquals(text, RetentionConverter.format(retention.convert(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "al",
                "all:",
                "all:1",
                "pages",
                "pages:",
                "pages:0",
                "pages:-1",
                "pages:1k",
                "bytes:0",
                "bytes:1t",
                "age:10",
                "age:0s",
                "age:-1s",
                "age:1000000000d",
                "consumers:1",
                "pages:9223372036854775807"
            })
    void noRetention(String text) {
        TypeConversionException e = assertThrows(TypeConversionException.class, () -> retention.convert(text));
        assertTrue(e.getMessage().contains("pages:N"), e.getMessage());
    }

    @Test
    void capacities() {
        assertEquals(1L << 30, capacity.convert("1g"));
        assertEquals(JournalOptions.UNBOUNDED, capacity.convert("unbounded"));
        assertEquals("unbounded", Capacity.format(JournalOptions.UNBOUNDED));
        assertEquals("1 GiB", Capacity.format(1L << 30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "all", "1t"})
    void noCapacity(String text) {
        assertThrows(TypeConversionException.class, () -> capacity.convert(text));
    }
}

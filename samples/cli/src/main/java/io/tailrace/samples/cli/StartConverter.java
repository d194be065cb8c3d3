package io.tailrace.samples.cli;

import io.tailrace.Start;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where to begin: {@code earliest}, {@code latest}, a position, an ISO-8601 time, or {@code @} and ns since the
 * epoch.
 */
final class StartConverter implements ITypeConverter<Start> {
    private static final Pattern POSITION = Pattern.compile("\\d+");
    private static final Pattern EPOCH_NANOS = Pattern.compile("@\\d+");

    @Override
    public Start convert(String text) {
        if (text.equalsIgnoreCase("earliest")) {
            return Start.earliest();
        }
        if (text.equalsIgnoreCase("latest")) {
            return Start.latest();
        }
        try {
            if (POSITION.matcher(text).matches()) {
                return Start.position(Long.parseLong(text));
            }
            if (EPOCH_NANOS.matcher(text).matches()) {
                return Start.timestamp(Long.parseLong(text.substring(1)));
            }
            return Start.timestamp(epochNanos(OffsetDateTime.parse(text).toInstant()));
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new TypeConversionException("\"" + text + "\" is none of: earliest, latest, a position,"
                    + " a time like 2024-08-08T12:00:00Z, @ and ns since the epoch");
        }
    }

    private static long epochNanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }
}

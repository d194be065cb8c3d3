package io.tailrace.samples.cli;

import io.tailrace.Retention;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What to keep: {@code all}, {@code pages:8}, {@code bytes:1g}, {@code age:10m}, {@code consumers}. */
final class RetentionConverter implements ITypeConverter<Retention> {
    private static final Pattern AGE = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    @Override
    public Retention convert(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int colon = lower.indexOf(':');
        String amount = lower.substring(colon + 1);
        try {
            return switch (colon < 0 ? lower : lower.substring(0, colon + 1)) {
                case "all" -> Retention.all();
                case "consumers" -> Retention.consumers();
                case "pages:" -> Retention.pages(Long.parseLong(amount));
                case "bytes:" -> Retention.bytes(Sizes.parse(amount));
                case "age:" -> Retention.age(age(amount));
                default -> throw new IllegalArgumentException("no such kind");
            };
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new TypeConversionException("\"" + text + "\" is none of: all, pages:N, bytes:SIZE like bytes:1g,"
                    + " age:TIME like age:10m (ms, s, m, h, d), consumers; each at least 1");
        }
    }

    private static Duration age(String text) {
        Matcher matcher = AGE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no time");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** For reading, and to be given back to this. */
    static String format(Retention retention) {
        return switch (retention.kind()) {
            case ALL, CONSUMERS, PAGES, BYTES -> retention.toString();
            case AGE -> "age:" + formatAge(Duration.ofNanos(retention.amount()));
        };
    }

    private static String formatAge(Duration age) {
        long millis = age.toMillis();
        if (millis % 1000 != 0 || millis == 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 60 != 0) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes % 60 != 0) {
            return minutes + "m";
        }
        return minutes % (24 * 60) == 0 ? minutes / (24 * 60) + "d" : minutes / 60 + "h";
    }
}

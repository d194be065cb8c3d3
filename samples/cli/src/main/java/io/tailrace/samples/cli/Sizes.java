package io.tailrace.samples.cli;

import io.tailrace.JournalOptions;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes as people write them: bytes, or with k, m, g for the powers of 1024. */
final class Sizes {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})([kmg]?)");

    private Sizes() {}

    static long parse(String text) {
        Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no size; write bytes, or 64k, 16m, 1g");
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        int shift = unit.isEmpty() ? 0 : 10 * (1 + "kmg".indexOf(unit));
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("\"" + text + "\" is too large a size");
        }
        return number << shift;
    }

    /** With the largest unit that leaves no fraction, for reading. */
    static String format(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB"};
        int unit = 0;
        long number = bytes;
        while (unit < 3 && number != 0 && number % 1024 == 0) {
            number /= 1024;
            unit++;
        }
        return number + " " + units[unit];
    }

    /** A page size that a journal can have. */
    static final class PageSize implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            try {
                int bytes = Math.toIntExact(parse(text));
                JournalOptions.defaults().pageSize(bytes);
                return bytes;
            } catch (ArithmeticException e) {
                throw new TypeConversionException("\"" + text + "\" is too large, a page has at most 1g");
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}

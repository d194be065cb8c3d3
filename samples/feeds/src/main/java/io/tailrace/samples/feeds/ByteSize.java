package io.tailrace.samples.feeds;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes on the command line: bytes, or with k, m or g for KiB, MiB and GiB. */
final class ByteSize implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int unit = lower.isEmpty() ? -1 : "kmg".indexOf(lower.charAt(lower.length() - 1));
        String digits = unit < 0 ? lower : lower.substring(0, lower.length() - 1);
        try {
            return Math.toIntExact(Math.multiplyExact(Long.parseLong(digits), 1L << 10 * (unit + 1)));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a size such as 65536, 64k, 16m or 1g");
        }
    }
}

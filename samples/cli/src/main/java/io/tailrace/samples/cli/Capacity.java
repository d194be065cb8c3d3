package io.tailrace.samples.cli;

import io.tailrace.JournalOptions;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How far the writer may run ahead: a size, or {@code unbounded}. */
final class Capacity implements ITypeConverter<Long> {
    private static final String UNBOUNDED = "unbounded";

    @Override
    public Long convert(String text) {
        if (text.equalsIgnoreCase(UNBOUNDED)) {
            return JournalOptions.UNBOUNDED;
        }
        try {
            long bytes = Sizes.parse(text);
            if (bytes == 0) {
                throw new TypeConversionException("a capacity has at least a page; write unbounded for none");
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage() + ", or " + UNBOUNDED);
        }
    }

    /** For reading. */
    static String format(long bytes) {
        return bytes == JournalOptions.UNBOUNDED ? UNBOUNDED : Sizes.format(bytes);
    }
}

package io.tailrace.samples.cli;

import io.tailrace.JournalOptions;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Octal permissions, 700 or 0770, as {@link JournalOptions#permissions(String)} takes them: rwxrwx---. */
final class Permissions implements ITypeConverter<String> {
    private static final Pattern OCTAL = Pattern.compile("0?[0-7]{3}");

    @Override
    public String convert(String octal) {
        if (!OCTAL.matcher(octal).matches()) {
            throw new TypeConversionException(
                    "\"" + octal + "\" is no mode; write three octal digits, for example 700");
        }
        StringBuilder letters = new StringBuilder(9);
        for (int i = octal.length() - 3; i < octal.length(); i++) {
            int digit = octal.charAt(i) - '0';
            letters.append((digit & 4) == 0 ? '-' : 'r')
                    .append((digit & 2) == 0 ? '-' : 'w')
                    .append((digit & 1) == 0 ? '-' : 'x');
        }
        try {
            JournalOptions.defaults().permissions(letters.toString());
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
        return letters.toString();
    }
}

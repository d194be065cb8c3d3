package io.tailrace.samples.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** What every command takes but {@code list}. */
final class JournalArgument {
    @Parameters(
            paramLabel = "JOURNAL",
            converter = NonEmptyPath.class,
            description = "The journal's directory, for example /dev/shm/ticks.")
    Path path = Path.of("");

    /** A path; not the empty one, which would be the working directory and in a script an unset variable. */
    static final class NonEmptyPath implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            if (text.isEmpty()) {
                throw new TypeConversionException("a path must not be empty");
            }
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}

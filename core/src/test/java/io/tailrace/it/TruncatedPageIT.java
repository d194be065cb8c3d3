package io.tailrace.it;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.internal.open.TruncateMain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A page that shrinks while it is mapped: HotSpot makes it an {@link InternalError} and, where the access was compiled code of JDK 17,
 * throws it later than where it belongs, even out of what the thread does next. So this is for processes of their own.
 */
class TruncatedPageIT {
    /** Interpreted, the access is a call into the JVM, and the error comes out of it. */
    private static final List<String> INTERPRETED = List.of("-Xint");

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    @BeforeEach
    void make() {
        try (Journal journal =
                        Journal.openOrCreate(path(), JournalOptions.defaults().pageSize(1 << 16));
                Appender appender = journal.appender()) {
            appender.append("one".getBytes(StandardCharsets.UTF_8));
        }
    }

    /** No crash of the JVM, which a bare access behind the end of a mapped file would be in C. */
    @Test
    void aReaderStops() {
        try (ChildProcess child = ChildProcess.start(TruncateMain.class, path(), "poll")) {
            child.expect("error");
            child.end();
        }
    }

    @Test
    void theWritersRoleIsFreeBehindIt() {
        try (ChildProcess child = ChildProcess.start(
                List.of(),
                ChildProcess.java(Path.of(System.getProperty("java.home"))),
                INTERPRETED,
                TruncateMain.class,
                path(),
                "append")) {
            child.expect("error");
            child.expect("appended");
            child.end();
        }
    }

    private Path path() {
        return directory.resolve("journal");
    }
}

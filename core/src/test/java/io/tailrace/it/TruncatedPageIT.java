package io.tailrace.it;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import io.tailrace.check.ChildProcess;
import io.tailrace.check.SharedMemoryDirectory;
import io.tailrace.internal.open.TruncateMain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A page that shrinks while it is mapped: HotSpot makes it an {@link InternalError} and, where the access was compiled code of JDK 17,
 * throws it later than where it belongs, even out of what the thread does next. So this is for processes of their own.
 */
class TruncatedPageIT {
    /** Interpreted, the access is a call into the JVM, and the error comes out of it. */
    private static final List<String> INTERPRETED = List.of("-Xint");

    private static final List<String> COMPILED = List.of("-Xcomp", "-XX:TieredStopAtLevel=1");

    @TempDir(factory = SharedMemoryDirectory.class)
    private Path directory;

    private void make(JournalMode mode) {
        try (Journal journal = Journal.openOrCreate(
                        path(), JournalOptions.defaults().pageSize(1 << 16).mode(mode));
                Appender appender = journal.appender()) {
            appender.append("one".getBytes(StandardCharsets.UTF_8));
        }
    }

    /** No crash of the JVM, which a bare access behind the end of a mapped file would be in C. */
    @ParameterizedTest
    @EnumSource
    void aReaderStops(JournalMode mode) {
        make(mode);
        try (ChildProcess child = ChildProcess.start(TruncateMain.class, path(), "poll")) {
            child.expect("error");
            child.end();
        }
    }

    /**
     * A shared writer's CAS neither succeeds there nor is lost for ever. Compiled: as long as it is interpreted, a CAS on such a page crashes
     * HotSpot 17, and nothing of ours can keep it from that.
     */
    @ParameterizedTest
    @EnumSource
    void aWriterStops(JournalMode mode) {
        make(mode);
        try (ChildProcess child = start(COMPILED, "write")) {
            child.expect("error");
            child.end();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWritersRoleIsFreeBehindIt(JournalMode mode) {
        make(mode);
        try (ChildProcess child = start(INTERPRETED, "append")) {
            child.expect("error");
            child.expect("appended");
            child.end();
        }
    }

    private ChildProcess start(List<String> flags, String what) {
        Path java = ChildProcess.java(Path.of(System.getProperty("java.home")));
        return ChildProcess.start(List.of(), java, flags, TruncateMain.class, path(), what);
    }

    private Path path() {
        return directory.resolve("journal");
    }
}

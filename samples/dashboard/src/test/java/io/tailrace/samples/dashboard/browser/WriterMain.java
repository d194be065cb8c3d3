package io.tailrace.samples.dashboard.browser;

import io.tailrace.Appender;
import io.tailrace.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Appends until it is killed, or until its parent is gone. */
final class WriterMain {
    private static final long PERIOD_NANOS = Duration.ofMillis(2).toNanos();

    private WriterMain() {}

    /** The path of a journal that is there. */
    public static void main(String[] arguments) {
        long parent = ProcessHandle.current().parent().orElseThrow().pid();
        try (Journal journal = Journal.open(Path.of(arguments[0]));
                Appender appender = journal.appender()) {
            byte[] payload = new byte[100];
            System.out.println("writing");
            while (ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L) == parent) {
                appender.append(payload);
                LockSupport.parkNanos(PERIOD_NANOS);
            }
        }
    }
}

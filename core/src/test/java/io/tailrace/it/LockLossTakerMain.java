package io.tailrace.it;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.internal.fault.FaultInjection;
import io.tailrace.internal.fault.FaultPoint;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes the writer's role, and loses its lock at a fault point on the way; goes on when it is told a line. Arguments: journal, fault point.
 * Answers what became of it.
 */
public final class LockLossTakerMain {
    private LockLossTakerMain() {}

    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]);
        FaultPoint where = FaultPoint.valueOf(arguments[1]);
        FaultInjection.install(point -> {
            if (point == where) {
                System.out.println("lost");
                loseUntilTold(path.resolve(LockDescriptor.FILE_NAME));
            }
        });
        try (Journal journal = Journal.open(path);
                Appender appender = journal.appender()) {
            System.out.println("writes at " + appender.position());
        } catch (JournalException e) {
            System.out.println(e.getClass().getSimpleName());
        }
    }

    /** Again and again, or its keeper would take it. */
    private static void loseUntilTold(Path lock) {
        try {
            while (System.in.available() == 0) {
                Files.newInputStream(lock).close();
                LockSupport.parkNanos(200_000);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

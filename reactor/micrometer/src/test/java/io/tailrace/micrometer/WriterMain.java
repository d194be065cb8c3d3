package io.tailrace.micrometer;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.check.Orphan;
import java.nio.file.Path;

/** Appends 1,000 frames, says so, and holds the writer's role until it is killed. Argument: the journal. */
final class WriterMain {
    private WriterMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        Orphan.endsWithItsParent();
        Journal journal = Journal.open(Path.of(arguments[0]));
        Appender appender = journal.appender();
        for (int i = 0; i < 1_000; i++) {
            appender.append(new byte[100]);
        }
        System.out.println("appended");
        Thread.currentThread().join();
    }
}

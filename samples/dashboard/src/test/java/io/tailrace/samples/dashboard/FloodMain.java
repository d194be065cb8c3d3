package io.tailrace.samples.dashboard;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Writes until it is killed; says "writing" when it has begun. Arguments: journal, pause after each frame in ns (0 = none). */
final class FloodMain {
    private FloodMain() {}

    public static void main(String[] arguments) {
        long pause = Long.parseLong(arguments[1]);
        try (Journal journal = Journal.openOrCreate(
                        Path.of(arguments[0]), JournalOptions.defaults().pageSize(1 << 20));
                Appender appender = journal.appender()) {
            journal.setRetention(io.tailrace.Retention.pages(8));
            appender.append(new byte[64]);
            System.out.println("writing");
            while (true) {
                appender.append(new byte[64], 0, 64, 1, Moment.now().epochNanos());
                if (pause > 0) {
                    LockSupport.parkNanos(pause);
                }
            }
        }
    }
}

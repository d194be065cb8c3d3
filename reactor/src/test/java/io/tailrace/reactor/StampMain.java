package io.tailrace.reactor;

import io.tailrace.Appender;
import io.tailrace.Claim;
import io.tailrace.Journal;
import java.nio.file.Path;
import java.util.Scanner;

/** Appends the time of the machine's monotonic clock whenever it is told to. Argument: journal. */
final class StampMain {
    private StampMain() {}

    public static void main(String[] arguments) {
        try (Journal journal = Journal.open(Path.of(arguments[0]));
                Appender appender = journal.appender();
                Scanner in = new Scanner(System.in)) {
            System.out.println("ready");
            // Until the parent ends its input, or itself.
            while (in.hasNextLine() && in.nextLine().equals("append")) {
                Claim claim = appender.claim(Long.BYTES);
                claim.buffer().putLong(0, System.nanoTime());
                claim.commit();
            }
        }
    }
}

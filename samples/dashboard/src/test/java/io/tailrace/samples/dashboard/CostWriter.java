package io.tailrace.samples.dashboard;

import io.tailrace.Appender;
import io.tailrace.Journal;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Appends frames of 100 B as fast as it can until its standard input ends. They have timestamps, so that a page shows all that it can.
 * Argument: the journal.
 */
final class CostWriter {
    private static final int PAYLOAD = 100;

    /** A clock costs as much as an append: one reading serves a few frames. */
    private static final int FRAMES_A_TIMESTAMP = 64;

    private CostWriter() {}

    public static void main(String[] arguments) throws IOException {
        Thread writer = new Thread(() -> write(Path.of(arguments[0])), "writer");
        writer.setDaemon(true);
        writer.start();
        while (System.in.read() >= 0) {
            continue;
        }
    }

    private static void write(Path path) {
        byte[] payload = new byte[PAYLOAD];
        try (Journal journal = Journal.open(path);
                Appender appender = journal.appender()) {
            System.out.println("writing");
            while (!Thread.interrupted()) {
                long timestamp = System.currentTimeMillis() * 1_000_000L;
                for (int i = 0; i < FRAMES_A_TIMESTAMP; i++) {
                    appender.append(payload, 0, PAYLOAD, 0, timestamp);
                }
            }
        }
    }
}

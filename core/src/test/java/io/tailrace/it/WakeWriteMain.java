package io.tailrace.it;

import io.tailrace.Appender;
import io.tailrace.Journal;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Appends {@link WakeFrames}. Arguments: journal, frames, seed, longest pause between two in µs; the shortest is half of it. */
public final class WakeWriteMain {
    private WakeWriteMain() {}

    public static void main(String[] arguments) {
        try (Journal journal = Journal.open(Path.of(arguments[0]));
                Appender appender = journal.appender()) {
            write(
                    appender,
                    Integer.parseInt(arguments[1]),
                    Long.parseLong(arguments[2]),
                    Integer.parseInt(arguments[3]));
        }
    }

    static void write(Appender appender, int frames, long seed, int pauseMicros) {
        write(new WakeFrames(), appender, frames, new Random(seed), pauseMicros);
    }

    static void write(WakeFrames made, Appender appender, int frames, Random random, int pauseMicros) {
        for (int i = 0; i < frames; i++) {
            long end = System.nanoTime() + 500L * pauseMicros + random.nextInt(500 * pauseMicros);
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            made.append(appender);
        }
    }
}

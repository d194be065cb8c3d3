package io.tailrace.stress.waiting;

import io.tailrace.Appender;
import io.tailrace.Journal;
import io.tailrace.JournalMode;
import io.tailrace.JournalOptions;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A process that appends frames of 32 bytes that nobody waits for, each block to a journal of its own that fits a page, and prints the median of the
 * blocks in picoseconds an append: {@code EXCLUSIVE SHARED}. Runs with any build of the library: it needs no more of it than what this imports.
 *
 * <p>Arguments: directory.
 */
public final class AppendCostMain {
    private static final int PAGE_SIZE = 1 << 24;
    private static final int APPENDS = 200_000;
    private static final int UNCOUNTED = 8;
    private static final int BLOCKS = 21;

    private AppendCostMain() {}

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        long exclusive = median(directory, JournalMode.EXCLUSIVE);
        System.out.println(exclusive + " " + median(directory, JournalMode.SHARED));
    }

    private static long median(Path directory, JournalMode mode) {
        Path path = directory.resolve("journal-" + mode);
        long[] picos = new long[BLOCKS];
        for (int i = -UNCOUNTED; i < BLOCKS; i++) {
            long block = block(path, mode);
            if (i >= 0) {
                picos[i] = block;
            }
            Journal.delete(path);
        }
        Arrays.sort(picos);
        return picos[BLOCKS / 2];
    }

    private static long block(Path path, JournalMode mode) {
        byte[] frame = new byte[32];
        JournalOptions options = JournalOptions.defaults().pageSize(PAGE_SIZE).mode(mode);
        try (Journal journal = Journal.openOrCreate(path, options);
                Appender appender = journal.appender()) {
            long begin = System.nanoTime();
            for (int i = 0; i < APPENDS; i++) {
                appender.append(frame);
            }
            return (System.nanoTime() - begin) * 1_000 / APPENDS;
        }
    }
}

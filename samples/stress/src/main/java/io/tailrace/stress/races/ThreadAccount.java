package io.tailrace.stress.races;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's account of the thread that made this: how long it could have run and was not let, which a busy machine adds to a race and a
 * lost wake-up does not; and how often it was on a core. Zeros on a kernel that does not keep it. Allocates nothing: a collection would
 * be a delay of its own.
 */
final class ThreadAccount implements AutoCloseable {
    private static final Path ACCOUNT = Path.of("/proc/thread-self/schedstat");

    private final @Nullable RandomAccessFile account;
    private final byte[] bytes = new byte[128];

    /** Time run, time not let run, how often it ran; in ns. */
    private final long[] numbers = new long[3];

    ThreadAccount() {
        try {
            account = Files.isReadable(ACCOUNT) ? new RandomAccessFile(ACCOUNT.toFile(), "r") : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads it. */
    void look() {
        if (account == null) {
            return;
        }
        try {
            account.seek(0);
            int length = account.read(bytes);
            int at = 0;
            for (int i = 0; i < numbers.length; i++, at++) {
                long number = 0;
                for (; at < length && bytes[at] >= '0'; at++) {
                    number = 10 * number + bytes[at] - '0';
                }
                numbers[i] = number;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long delayNanos() {
        return numbers[1];
    }

    long runs() {
        return numbers[2];
    }

    @Override
    public void close() throws IOException {
        if (account != null) {
            account.close();
        }
    }
}

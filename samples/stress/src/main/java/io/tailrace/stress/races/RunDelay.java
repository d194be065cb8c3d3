package io.tailrace.stress.races;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How long the thread that made this could have run and was not let, by the kernel's account: what a busy machine adds to a race, and a
 * lost wake-up does not. Zero on a kernel that does not keep it.
 */
final class RunDelay implements AutoCloseable {
    private static final Path ACCOUNT = Path.of("/proc/thread-self/schedstat");

    private final @Nullable RandomAccessFile account;
    private final byte[] bytes = new byte[128];

    RunDelay() {
        try {
            account = Files.isReadable(ACCOUNT) ? new RandomAccessFile(ACCOUNT.toFile(), "r") : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long nanos() {
        if (account == null) {
            return 0;
        }
        try {
            account.seek(0);
            return secondNumber(account.read(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of: time run, time not let run, time slices. Allocates nothing: a collection would be a delay of its own. */
    private long secondNumber(int length) {
        long number = 0;
        boolean isSecond = false;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == ' ') {
                if (isSecond) {
                    return number;
                }
                isSecond = true;
            } else if (isSecond) {
                number = 10 * number + bytes[i] - '0';
            }
        }
        return number;
    }

    @Override
    public void close() throws IOException {
        if (account != null) {
            account.close();
        }
    }
}

package io.tailrace.stress.races;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
            int length = account.read(bytes);
            // Time run, time not let run, time slices.
            return Long.parseLong(new String(bytes, 0, length, StandardCharsets.US_ASCII).split(" ")[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (account != null) {
            account.close();
        }
    }
}

package io.tailrace.samples.feeds;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lines as bytes, of any length; the last one needs no newline. */
final class LineReader implements AutoCloseable {
    private final InputStream input;
    private byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;

    LineReader(InputStream input) {
        this.input = input;
    }

    /** The next line without its newline, null at the end. */
    byte @Nullable [] next() throws IOException {
        int scanned = from;
        while (true) {
            for (; scanned < to; scanned++) {
                if (buffer[scanned] == '\n') {
                    byte[] line = Arrays.copyOfRange(buffer, from, scanned);
                    from = scanned + 1;
                    return line;
                }
            }
            scanned -= from;
            makeRoom();
            int count = input.read(buffer, to, buffer.length - to);
            if (count < 0) {
                return lastLine();
            }
            to += count;
        }
    }

    private byte @Nullable [] lastLine() {
        byte[] line = from == to ? null : Arrays.copyOfRange(buffer, from, to);
        from = to;
        return line;
    }

    private void makeRoom() {
        byte[] target = to - from == buffer.length ? new byte[buffer.length * 2] : buffer;
        System.arraycopy(buffer, from, target, 0, to - from);
        buffer = target;
        to -= from;
        from = 0;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}

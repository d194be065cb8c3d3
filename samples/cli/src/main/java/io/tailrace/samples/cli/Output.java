package io.tailrace.samples.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output as bytes. {@code System.out} would decode, encode, and swallow errors; here nothing is re-encoded,
 * nothing is out before {@link #flush()} or a full buffer, and a closed pipe is a {@link ClosedPipeException}.
 */
final class Output {
    private static final int BUFFER_SIZE = 1 << 16;

    private final OutputStream out;

    Output() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    Output(OutputStream out) {
        this.out = new BufferedOutputStream(out, BUFFER_SIZE);
    }

    void write(Bytes bytes) {
        try {
            out.write(bytes.array(), 0, bytes.length());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static RuntimeException failure(IOException e) {
        String message = String.valueOf(e.getMessage());
        // EPIPE has no type of its own in Java.
        if (message.contains("roken pipe")) {
            return new ClosedPipeException(e);
        }
        return new FailedException("cannot write to the standard output: " + message + "; look where it leads to", e);
    }
}

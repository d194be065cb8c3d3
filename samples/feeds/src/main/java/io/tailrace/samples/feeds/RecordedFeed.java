package io.tailrace.samples.feeds;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * A recorded feed: each line is the receive time in ns since the epoch, one space, and the message. Plain or gzip, told
 * apart by the first bytes. Times count from that of the first line.
 */
final class RecordedFeed implements Schedule<byte[]> {
    private static final int BUFFER_SIZE = 1 << 16;
    private static final int GZIP_MAGIC = 0x1f8b;

    private final Path file;
    private final LineReader lines;
    private final double speed;
    private byte[] message = {};
    private long line;
    private long begin;
    private long due;

    private RecordedFeed(Path file, LineReader lines, double speed) {
        this.file = file;
        this.lines = lines;
        this.speed = speed;
        due = speed == Double.POSITIVE_INFINITY ? AT_ONCE : 0;
    }

    /**
     * Opens a file.
     *
     * @param file plain or gzip
     * @param speed 1 for the pace it was recorded at, 2 for twice as fast; infinite: everything at once
     */
    static RecordedFeed open(Path file, double speed) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            return new RecordedFeed(file, new LineReader(unzipped(raw)), speed);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static InputStream unzipped(InputStream raw) throws IOException {
        InputStream buffered = new BufferedInputStream(raw, BUFFER_SIZE);
        buffered.mark(2);
        int magic = buffered.read() << 8 | buffered.read();
        buffered.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(buffered, BUFFER_SIZE) : buffered;
    }

    @Override
    public boolean advance() throws IOException {
        line++;
        byte[] bytes;
        try {
            bytes = lines.next();
        } catch (IOException e) {
            throw new IOException(file + ": line " + line + ": cannot be read: " + e.getMessage(), e);
        }
        if (bytes == null) {
            return false;
        }
        take(bytes);
        return true;
    }

    private void take(byte[] bytes) throws IOException {
        int space = 0;
        while (space < bytes.length && bytes[space] >= '0' && bytes[space] <= '9') {
            space++;
        }
        if (space == 0 || space == bytes.length || bytes[space] != ' ') {
            throw malformed("expected the receive time in ns since the epoch, a space, and the message");
        }
        long time = time(bytes, space);
        if (line == 1) {
            begin = time;
        }
        if (speed != Double.POSITIVE_INFINITY) {
            // Clocks are set back at times; the order of the file counts.
            due = Math.max(due, (long) ((time - begin) / speed));
        }
        message = Arrays.copyOfRange(bytes, space + 1, bytes.length);
    }

    private long time(byte[] digits, int count) throws IOException {
        long time = 0;
        for (int i = 0; i < count; i++) {
            int digit = digits[i] - '0';
            if (time > (Long.MAX_VALUE - digit) / 10) {
                throw malformed("the receive time does not fit into 64 bits");
            }
            time = time * 10 + digit;
        }
        return time;
    }

    private IOException malformed(String what) {
        return new IOException(file + ": line " + line + ": " + what);
    }

    @Override
    public long dueNanos() {
        return due;
    }

    @Override
    public byte[] value() {
        return message;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}

package io.tailrace.samples.webflux;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was billed, a line for each order: {@code JOURNAL POSITION ORDER}. An order that comes again, because the process was killed between
 * its line and its acknowledgement, is known by its position: so at least once becomes once.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class Ledger implements AutoCloseable {
    private static final long NONE = -1;

    private static final int TYPICAL_END = 4096;

    private final Path path;
    private final UUID journal;
    private @Nullable RandomAccessFile file;
    private long last;

    /**
     * Opened with the first order that is entered, and not before: until then another process may have the consumer's name, and the file.
     *
     * @param path the file; made if it is not there
     * @param journal identity of the journal: positions of another one say nothing
     */
    Ledger(Path path, UUID journal) {
        this.path = path;
        this.journal = journal;
    }

    /** Behind its last whole line; what a kill left of another one is cut off, and comes again. */
    private RandomAccessFile open() throws IOException {
        RandomAccessFile opened = new RandomAccessFile(path.toFile(), "rw");
        try {
            last = seekEnd(opened);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /** Cuts off what comes behind the last whole line. */
    private long seekEnd(RandomAccessFile file) throws IOException {
        String lines = endOfFile(file);
        int end = lines.lastIndexOf('\n') + 1;
        file.setLength(file.length() - (lines.length() - end));
        file.seek(file.length());
        if (end == 0) {
            return NONE;
        }
        String[] line =
                lines.substring(lines.lastIndexOf('\n', end - 2) + 1, end).split(" ", 3);
        return line[0].equals(journal.toString()) ? Long.parseLong(line[1]) : NONE;
    }

    /** At least the last whole line and what is behind it, a character for each byte; or all there is. */
    private static String endOfFile(RandomAccessFile file) throws IOException {
        for (int length = TYPICAL_END; ; length *= 2) {
            long begin = Math.max(0, file.length() - length);
            byte[] bytes = new byte[(int) (file.length() - begin)];
            file.seek(begin);
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int end = text.lastIndexOf('\n');
            if (begin == 0 || end > 0 && text.lastIndexOf('\n', end - 1) >= 0) {
                return text;
            }
        }
    }

    /**
     * Enters an order, unless it is there.
     *
     * @param position where it stands in the journal
     * @param order one line of text
     */
    void enter(long position, String order) throws IOException {
        RandomAccessFile opened = file;
        if (opened == null) {
            opened = open();
            file = opened;
        }
        if (position > last) {
            // One write: a kill cuts the last line at most.
            opened.write((journal + " " + position + " " + order + "\n").getBytes(StandardCharsets.UTF_8));
            last = position;
        }
    }

    @Override
    public void close() {
        RandomAccessFile opened = file;
        if (opened == null) {
            return;
        }
        try {
            opened.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

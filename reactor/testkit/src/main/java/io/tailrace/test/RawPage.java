package io.tailrace.test;

import io.tailrace.internal.memory.Mapping;
import io.tailrace.internal.memory.Words;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a page file, past all checks. Whoever has the page mapped sees what is written at once. */
final class RawPage {
    private final Path file;

    private RawPage(Path file) {
        this.file = file;
    }

    static RawPage of(Path journal, long index) {
        Path file = journal.resolve(PageDescriptor.fileName(index));
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("there is no page " + index + " in " + journal);
        }
        return new RawPage(file);
    }

    /** Inverts a part of the frame at a position. */
    static void invert(Path journal, int pageBits, long position, FramePart part) {
        RawPage page = of(journal, Positions.pageIndex(position, pageBits));
        int offset = Positions.offset(position, pageBits);
        long word = page.getLong(offset);
        if (offset % FrameDescriptor.ALIGNMENT != 0 || FrameDescriptor.state(word) != FrameDescriptor.COMMITTED) {
            throw new IllegalArgumentException("no frame begins at position " + position);
        }
        switch (part) {
            case TIMESTAMP -> page.invert(offset + FrameDescriptor.TIMESTAMP_OFFSET, Long.BYTES);
            case PAYLOAD ->
                page.invert(offset + FrameDescriptor.PAYLOAD_OFFSET, Math.toIntExact(FrameDescriptor.length(word)));
            default -> page.putLong(offset, word ^ part.mask());
        }
    }

    /** Changes a word, unless it is another than expected; beside all who do the same. */
    boolean compareAndSet(int offset, long expected, long value) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Mapping mapping = Mapping.map(channel, true, Files.size(file));
            try {
                return Words.casLong(mapping.bytes(), offset, expected, value);
            } finally {
                mapping.unmap();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void invert(int offset, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        transfer(offset, bytes, false);
        for (int i = 0; i < length; i++) {
            bytes.put(i, (byte) ~bytes.get(i));
        }
        transfer(offset, bytes, true);
    }

    void delete() {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long getLong(int offset) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        transfer(offset, bytes, false);
        return bytes.getLong(0);
    }

    private void putLong(int offset, long value) {
        transfer(
                offset,
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value),
                true);
    }

    private void transfer(int offset, ByteBuffer bytes, boolean write) {
        bytes.clear();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                long at = offset + bytes.position();
                if ((write ? channel.write(bytes, at) : channel.read(bytes, at)) < 0) {
                    throw new IOException(file + " ends at " + at);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

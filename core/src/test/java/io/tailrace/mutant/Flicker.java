package io.tailrace.mutant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Words that are changed and changed back all the time, under those who look: what was found sound is something else when it is read again. */
final class Flicker implements AutoCloseable {
    private static final int MOST_WORDS = 50;

    private final List<Word> words = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "flickers");
    private volatile boolean closed;

    private record Word(ByteBuffer bytes, int offset, long before, long after) {}

    /** Begins to change the words by which two images of one journal differ. */
    Flicker(Path directory, Image before, Image after) {
        for (String name : before.names()) {
            if (after.has(name) && after.file(name) != before.file(name) && after.length(name) == before.length(name)) {
                add(directory.resolve(name), before.file(name), after.file(name));
            }
        }
        thread.start();
    }

    private void add(Path path, byte[] before, byte[] after) {
        if (!Files.isRegularFile(path) || path.toFile().length() < after.length) {
            return;
        }
        ByteBuffer bytes = map(path, after.length);
        for (int at = 0; at + Long.BYTES <= after.length && words.size() < MOST_WORDS; at += Long.BYTES) {
            if (Image.getLong(before, at) != Image.getLong(after, at)) {
                words.add(new Word(bytes, at, Image.getLong(before, at), Image.getLong(after, at)));
            }
        }
    }

    private static ByteBuffer map(Path path, long length) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, length).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        while (!closed) {
            words.forEach(word -> word.bytes.putLong(word.offset, word.before));
            Thread.yield();
            words.forEach(word -> word.bytes.putLong(word.offset, word.after));
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

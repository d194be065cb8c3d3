package io.tailrace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Bytes of a journal's files past all checks: for those who damage them, and those who compare them. Never for the
 * file lock.
 */
public final class RawFile {
    private RawFile() {}

    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static long getLong(Path file, long offset) {
        return transfer(file, offset, ByteBuffer.allocate(8), false).getLong(0);
    }

    public static int getInt(Path file, long offset) {
        return transfer(file, offset, ByteBuffer.allocate(4), false).getInt(0);
    }

    public static void putLong(Path file, long offset, long value) {
        transfer(file, offset, little(8).putLong(0, value), true);
    }

    public static void putInt(Path file, long offset, int value) {
        transfer(file, offset, little(4).putInt(0, value), true);
    }

    public static void put(Path file, long offset, byte[] bytes) {
        transfer(file, offset, ByteBuffer.wrap(bytes), true);
    }

    public static void truncate(Path file, long length) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer transfer(Path file, long offset, ByteBuffer bytes, boolean write) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            int expected = bytes.remaining();
            int done = write ? channel.write(bytes, offset) : channel.read(bytes, offset);
            if (done != expected) {
                throw new IOException(done + " bytes instead of " + expected);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.tailrace.check;

import io.tailrace.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A small file system of its own, in memory, that can be filled to its last byte. Needs root; where CI has it not, that fails CI. */
public final class SmallDisk implements AutoCloseable {
    private static final int BLOCK = 4096;

    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /**
     * Mounts one.
     *
     * @param path a directory that is not there yet
     * @param bytes how much it holds
     */
    public static SmallDisk mount(Path path, long bytes) {
        return mount(path, bytes, 0);
    }

    /**
     * Mounts one that holds so many names, too.
     *
     * @param path a directory that is not there yet
     * @param bytes how much it holds
     * @param names how many files and directories, its root one of them; each further name of a file counts; 0 = any number
     */
    public static SmallDisk mount(Path path, long bytes, int names) {
        SmallDisk disk = mountIfAllowed(path, bytes, names);
        Assumptions.assumeTrue(disk != null, "needs root, to mount a small file system");
        return disk;
    }

    /** Mounts one; null without the right to, which CI has to have. */
    public static @Nullable SmallDisk mountIfAllowed(Path path, long bytes) {
        return mountIfAllowed(path, bytes, 0);
    }

    private static @Nullable SmallDisk mountIfAllowed(Path path, long bytes, int names) {
        try {
            Files.createDirectory(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String options = "size=" + bytes + ",mode=755" + (names == 0 ? "" : ",nr_inodes=" + names);
        int code = run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path.toString());
        if (code != 0 && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("cannot mount a tmpfs: CI has to run as root, in a container with CAP_SYS_ADMIN");
        }
        return code == 0 ? new SmallDisk(path) : null;
    }

    public Path path() {
        return path;
    }

    /** Leaves no byte; what became free since the last call is taken as well. */
    public void fill() {
        byte[] block = new byte[BLOCK];
        try (OutputStream out = Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Leaves so many bytes, in blocks of 4 KiB. */
    public void leave(long bytes) {
        fill();
        try (FileChannel channel = FileChannel.open(filler(), StandardOpenOption.WRITE)) {
            channel.truncate(Math.max(0, channel.size() - bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes back what {@link #fill} or {@link #leave} put there. */
    public void free() {
        try {
            Files.delete(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on it holds so many names, or any number again if 0; those that are there stay. */
    public void limitNames(int names) {
        if (run("mount", "-o", "remount,nr_inodes=" + names, path.toString()) != 0) {
            throw new AssertionError("cannot limit the names of " + path + " to " + names);
        }
    }

    /** From now on nobody can write to it. */
    public void makeReadOnly() {
        if (run("mount", "-o", "remount,ro", path.toString()) != 0) {
            throw new AssertionError("cannot mount " + path + " read-only");
        }
    }

    private Path filler() {
        return path.resolve("filler");
    }

    /** Unmounts, as soon as nobody has anything of it open: the last close of a journal is done in the background. */
    @Override
    public void close() {
        Await.until("the file system is free", () -> run("umount", path.toString()) == 0);
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

package io.tailrace.internal.control;

import io.tailrace.internal.memory.RegularFile;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The file {@code lock}, opened once for each journal and JVM. Any thread.
 *
 * <p>POSIX locks die when <i>any</i> descriptor of the file is closed in the process: so there is one channel, held until the last user of
 * the journal in this JVM is gone. They die as well when an interrupted thread touches a {@code FileChannel}: so it is an
 * {@code AsynchronousFileChannel}, which interrupts do not close. They do not exclude threads of one process: so a table says what this
 * JVM holds.
 */
public final class LockFile implements AutoCloseable {
    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final Object key;
    private final AsynchronousFileChannel channel;
    private final Map<Long, FileLock> held = new HashMap<>();

    private LockFile(Path path, Object key, AsynchronousFileChannel channel) {
        this.path = path;
        this.key = key;
        this.channel = channel;
    }

    /**
     * Opens the file. Only the registry of open journals may call this: a second channel that is closed would free the locks of the first.
     */
    public static LockFile open(Path path) throws IOException {
        return new LockFile(path, key(path), AsynchronousFileChannel.open(RegularFile.require(path), OPTIONS, null));
    }

    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /**
     * Whether the file is still the one of that name. If not, the directory was deleted, and perhaps made anew: locks held here say nothing
     * about what is there now. The inode cannot be reused while the channel is open.
     */
    public boolean isInPlace() throws IOException {
        try {
            return key(path).equals(key);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    /**
     * Takes a byte, if nobody has it.
     *
     * @return false if another process, or another user in this JVM, holds it
     */
    public synchronized boolean tryLock(long position) throws IOException {
        if (held.containsKey(position)) {
            return false;
        }
        try {
            FileLock lock = channel.tryLock(position, 1, false);
            if (lock == null) {
                return false;
            }
            held.put(position, lock);
            return true;
        } catch (OverlappingFileLockException e) {
            // Another copy of this class, under another class loader, holds it in this JVM.
            return false;
        }
    }

    /** Whether anybody holds a byte. Whoever tries to take it at this moment is refused, so for those who cannot tell otherwise. */
    public synchronized boolean isHeld(long position) throws IOException {
        if (!tryLock(position)) {
            return true;
        }
        unlock(position);
        return false;
    }

    /** Whether this JVM holds the byte. */
    public synchronized boolean isHeldHere(long position) {
        return held.containsKey(position);
    }

    /** Frees a byte that this JVM holds. */
    public synchronized void unlock(long position) throws IOException {
        FileLock lock = held.remove(position);
        if (lock != null) {
            lock.release();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        held.clear();
        channel.close();
    }
}

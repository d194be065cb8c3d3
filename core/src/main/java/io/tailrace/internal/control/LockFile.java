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
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

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
    private final long device;
    private final long inode;
    private final AsynchronousFileChannel channel;
    private final Map<Long, Held> held = new HashMap<>();

    private LockFile(Path path, Object key, long device, long inode, AsynchronousFileChannel channel) {
        this.path = path;
        this.key = key;
        this.device = device;
        this.inode = inode;
        this.channel = channel;
    }

    /** A byte that this JVM holds; without a lock once that was lost and somebody else has the byte. */
    private static final class Held {
        @Nullable
        FileLock lock;

        BooleanSupplier isWanted = () -> true;

        Held(FileLock lock) {
            this.lock = lock;
        }
    }

    /**
     * Opens the file. Only the registry of open journals may call this: a second channel that is closed would free the locks of the first.
     */
    public static LockFile open(Path path) throws IOException {
        Object key = key(path);
        long device = (Long) Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS);
        long inode = (Long) Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        return new LockFile(
                path, key, device, inode, AsynchronousFileChannel.open(RegularFile.require(path), OPTIONS, null));
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

    public long device() {
        return device;
    }

    /** Which a copied directory does not share. */
    public long inode() {
        return inode;
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
        FileLock lock = lockInKernel(position);
        if (lock == null) {
            return false;
        }
        held.put(position, new Held(lock));
        return true;
    }

    private @Nullable FileLock lockInKernel(long position) throws IOException {
        try {
            return channel.tryLock(position, 1, false);
        } catch (OverlappingFileLockException e) {
            // Another copy of this class, under another class loader, holds it in this JVM.
            return null;
        }
    }

    /**
     * Says until when a byte that is held here is worth to be taken again, should it get lost: as long as nobody has taken its role over.
     * Without this, as long as it is held.
     *
     * @param isWanted asked by any thread, until the byte is freed
     */
    public synchronized void keepWhile(long position, BooleanSupplier isWanted) {
        Held byteHeld = held.get(position);
        if (byteHeld != null) {
            byteHeld.isWanted = isWanted;
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
        Held byteHeld = held.remove(position);
        if (byteHeld != null && byteHeld.lock != null) {
            byteHeld.lock.release();
        }
    }

    /** The bytes that this JVM has locked, and those that it lost to somebody else and still wants: these have an empty value. */
    public synchronized Map<Long, Optional<FileLock>> locks() {
        Map<Long, Optional<FileLock>> locks = new HashMap<>();
        held.forEach((position, byteHeld) -> locks.put(position, Optional.ofNullable(byteHeld.lock)));
        return locks;
    }

    /**
     * Takes a byte again whose lock the kernel does not have any more. Whoever got it meanwhile keeps it; it is tried again, as long as it is
     * wanted. That is asked before, so that nothing is locked for an owner that was replaced, and behind, when nobody can replace him any
     * more.
     *
     * @param lost what {@link #locks()} said; if the byte was freed since, or taken anew, nothing is done
     */
    public synchronized void retake(long position, Optional<FileLock> lost) throws IOException {
        Held byteHeld = held.get(position);
        if (byteHeld == null || byteHeld.lock != lost.orElse(null)) {
            return;
        }
        if (byteHeld.lock != null) {
            FileLock stale = byteHeld.lock;
            byteHeld.lock = null;
            stale.release();
        }
        if (!byteHeld.isWanted.getAsBoolean()) {
            return;
        }
        FileLock taken = lockInKernel(position);
        if (taken != null && !byteHeld.isWanted.getAsBoolean()) {
            taken.release();
            return;
        }
        byteHeld.lock = taken;
    }

    @Override
    public synchronized void close() throws IOException {
        held.clear();
        channel.close();
    }
}

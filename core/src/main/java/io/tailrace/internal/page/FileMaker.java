package io.tailrace.internal.page;

import io.tailrace.JournalAccessException;
import io.tailrace.JournalException;
import io.tailrace.NoSpaceException;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.fault.FaultPoint;
import io.tailrace.internal.fault.FaultPoints;
import io.tailrace.layout.LockDescriptor;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes files of a journal that appear complete or not at all: built under a temporary name, written from end to end, linked.
 *
 * <p>Written, not just sized: a store into a page without a block (full tmpfs, sparse file) is skipped by HotSpot without an error, and
 * the word behind it would succeed. A full disk is an {@code IOException} here, and nowhere else.
 *
 * <p>Linked, not renamed: a hard link is atomic and refuses to replace; who loses adopts the winner's.
 */
public final class FileMaker {
    /** How long to wait for another maker; then build beside it: the link decides, the lock only says who may sweep. */
    private static final long MAKER_PATIENCE_NANOS = 1_000_000_000L;

    private static final long MAKER_PAUSE_NANOS = 200_000L;

    /** What a {@link Header} can fill. */
    private static final int BEGIN = 4096;

    /** One for all: direct memory comes back only by the collector. */
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 20).asReadOnlyBuffer();

    private final Path directory;
    private final LockFile lock;

    /** Once for each maker is enough, for each that died has a successor; a listing for each page would cost more than the page. */
    private volatile boolean swept;

    /** Another maker was waited for in vain: as long as it stands, nobody waits for it again. */
    private volatile boolean makerStands;

    public FileMaker(Path directory, LockFile lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Fills the begin of a file that has no name yet. */
    @FunctionalInterface
    public interface Header {
        void writeTo(ByteBuffer begin);
    }

    /**
     * Makes a file, or leaves alone the one that is there. On a file thread.
     *
     * @param name name of the file
     * @param size bytes
     * @param header fills the begin; gets zeroed bytes
     * @param betweenBlocks run before each block is written and before the file gets its name; what it throws ends the making, and nothing
     *     is left behind
     * @return true if this call made it, false if there was one
     * @throws NoSpaceException if it does not fit; nothing is left behind
     */
    public boolean make(String name, long size, Header header, Runnable betweenBlocks) throws IOException {
        if (Files.exists(directory.resolve(name))) {
            return false;
        }
        boolean locked = lockMaker(betweenBlocks);
        try {
            return make(name, size, header, betweenBlocks, locked);
        } finally {
            if (locked) {
                lock.unlock(LockDescriptor.MAKER);
            }
        }
    }

    /** {@link #make(String, long, Header, Runnable)} for who holds the maker byte already. */
    public boolean makeLocked(String name, long size, Header header) throws IOException {
        return make(name, size, header, () -> {}, true);
    }

    private boolean make(String name, long size, Header header, Runnable betweenBlocks, boolean locked)
            throws IOException {
        Path target = directory.resolve(name);
        if (locked && !swept) {
            sweep();
            swept = true;
        }
        for (int attempt = 0; !Files.exists(target); attempt++) {
            try {
                return build(target, size, header, betweenBlocks, locked);
            } catch (NoSuchFileException e) {
                // Without the maker byte somebody who has it may have swept what was built; with it the directory
                // itself went.
                if (locked || attempt == 2 || !lock.isInPlace()) {
                    throw e;
                }
            }
        }
        return false;
    }

    private boolean build(Path target, long size, Header header, Runnable betweenBlocks, boolean locked)
            throws IOException {
        requireSpace(target, size);
        Path temporary = directory.resolve(PageDescriptor.TEMPORARY_PREFIX + UUID.randomUUID());
        try {
            write(temporary, size, header, betweenBlocks);
            Files.setPosixFilePermissions(temporary, permissions());
            giveToGroupOf(directory, temporary);
            if (!lock.isInPlace()) {
                throw deleted();
            }
            betweenBlocks.run();
            FaultPoints.pass(FaultPoint.FILE_WRITTEN);
            boolean linked = link(target, temporary, locked);
            FaultPoints.pass(FaultPoint.FILE_LINKED);
            return linked;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw explained(target, directory, size, e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * What the operating system said when something could not be made.
     *
     * @param target what was to be made
     * @param directory one on its file system
     * @param size bytes that it needs
     */
    public static JournalException explained(Path target, Path directory, long size, IOException e) {
        long usable = usableSpace(directory);
        String message = String.valueOf(e.getMessage());
        boolean full = usable < size || message.contains("No space left") || message.contains("quota");
        return full
                ? new NoSpaceException(target, size, usable, e)
                : JournalAccessException.because(target, "make the file", e);
    }

    /** Where hard links are refused, the maker byte makes check and rename one step; without it there is no safe way. */
    private static boolean link(Path target, Path temporary, boolean locked) throws IOException {
        try {
            Files.createLink(target, temporary);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (e instanceof NoSuchFileException missing) {
                throw missing;
            }
            if (!locked || !isRefusal(e) || Files.exists(target)) {
                throw e;
            }
            Files.move(temporary, target);
            return true;
        }
    }

    /** A file is made with its maker's group, which need not be the one that the journal's directory was made for. */
    public static void giveToGroupOf(Path directory, Path file) throws IOException {
        PosixFileAttributes wanted =
                Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        boolean shared = wanted.permissions().contains(PosixFilePermission.GROUP_READ);
        if (!shared || view.readAttributes().group().equals(wanted.group())) {
            return;
        }
        try {
            view.setGroup(wanted.group());
        } catch (FileSystemException e) {
            // Who is not in that group cannot give a file to it. Where everybody may read, nobody needs it.
            if (!wanted.permissions().contains(PosixFilePermission.OTHERS_READ)) {
                throw new JournalAccessException(
                        directory,
                        "its group is " + wanted.group().getName()
                                + ", which this user is not in, so the group could not read its files; make it elsewhere, or for"
                                + " the owner alone",
                        e);
            }
        }
    }

    private static boolean isRefusal(Exception e) {
        String message = String.valueOf(e.getMessage());
        return e instanceof UnsupportedOperationException
                || message.contains("Operation not permitted")
                || message.contains("not supported");
    }

    private static void write(Path path, long size, Header header, Runnable betweenBlocks) throws IOException {
        ByteBuffer begin = ByteBuffer.allocate((int) Math.min(BEGIN, size)).order(ByteOrder.LITTLE_ENDIAN);
        header.writeTo(begin);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            FaultPoints.pass(FaultPoint.FILE_OPENED);
            long written = writeAll(channel, begin);
            while (written < size) {
                FaultPoints.pass(FaultPoint.BLOCK_WRITTEN);
                betweenBlocks.run();
                ByteBuffer zeros = ZEROS.duplicate();
                zeros.limit((int) Math.min(zeros.capacity(), size - written));
                written += writeAll(channel, zeros);
            }
        }
    }

    private static long writeAll(FileChannel channel, ByteBuffer block) throws IOException {
        int length = block.remaining();
        while (block.hasRemaining()) {
            channel.write(block);
        }
        return length;
    }

    private void requireSpace(Path target, long size) throws IOException {
        long usable = usableSpace(directory);
        if (usable < size) {
            // 0 is also the answer for a directory that is not there.
            if (!lock.isInPlace()) {
                throw deleted();
            }
            throw new NoSpaceException(target, size, usable, null);
        }
    }

    /** What the file system has left for this user, in bytes: one {@code statvfs}, where a {@code FileStore} reads the mount table. */
    public static long usableSpace(Path directory) {
        return FullDisks.isFull(directory) ? 0 : directory.toFile().getUsableSpace();
    }

    private NoSuchFileException deleted() {
        return new NoSuchFileException(directory.toString(), null, "the journal was deleted");
    }

    /** Files get the directory's permissions, without execution. */
    private Set<PosixFilePermission> permissions() throws IOException {
        Set<PosixFilePermission> set = EnumSet.copyOf(Files.getPosixFilePermissions(directory));
        set.remove(PosixFilePermission.OWNER_EXECUTE);
        set.remove(PosixFilePermission.GROUP_EXECUTE);
        set.remove(PosixFilePermission.OTHERS_EXECUTE);
        return set;
    }

    private boolean lockMaker(Runnable whileWaiting) throws IOException {
        long deadline = System.nanoTime() + MAKER_PATIENCE_NANOS;
        while (!lock.tryLock(LockDescriptor.MAKER)) {
            if (makerStands || System.nanoTime() - deadline > 0) {
                makerStands = true;
                return false;
            }
            whileWaiting.run();
            LockSupport.parkNanos(MAKER_PAUSE_NANOS);
        }
        makerStands = false;
        return true;
    }

    /** Removes what makers that were killed left behind. Only with the maker byte held. */
    private void sweep() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PageDescriptor.TEMPORARY_PREFIX + "*")) {
            for (Path path : left) {
                Files.deleteIfExists(path);
            }
        }
    }
}

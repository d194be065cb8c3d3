package io.tailrace.internal.open;

import io.tailrace.CorruptJournalException;
import io.tailrace.IncompatibleJournalException;
import io.tailrace.JournalAccessException;
import io.tailrace.JournalException;
import io.tailrace.JournalMode;
import io.tailrace.JournalNotFoundException;
import io.tailrace.JournalOptions;
import io.tailrace.NoSpaceException;
import io.tailrace.internal.control.Geometry;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.control.RetentionWord;
import io.tailrace.internal.fault.FaultPoint;
import io.tailrace.internal.fault.FaultPoints;
import io.tailrace.internal.memory.RegularFile;
import io.tailrace.internal.memory.Words;
import io.tailrace.internal.page.FileMaker;
import io.tailrace.internal.page.PageMaker;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.LockDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a journal, without a daemon and however many processes try at once: directory, {@code lock}, first page, and last, by one link,
 * {@code control}, which is what makes it a journal. Who holds the maker byte makes it, the others adopt it.
 */
final class JournalCreator {
    private static final long WAIT_NANOS = 30_000_000_000L;
    private static final long PAUSE_NANOS = 500_000L;

    private final Path directory;
    private final JournalOptions options;
    private final Geometry geometry;

    JournalCreator(Path directory, JournalOptions options) {
        this.directory = directory;
        this.options = options;
        this.geometry = new Geometry(
                UUID.randomUUID(),
                Integer.numberOfTrailingZeros(orDefault(options.pageSize(), JournalOptions.DEFAULT_PAGE_SIZE)),
                orDefault(options.writerSlots(), JournalOptions.DEFAULT_WRITER_SLOTS),
                orDefault(options.consumerSlots(), JournalOptions.DEFAULT_CONSUMER_SLOTS),
                options.mode() == JournalMode.SHARED ? ControlDescriptor.MODE_SHARED : ControlDescriptor.MODE_EXCLUSIVE,
                System.currentTimeMillis() * 1_000_000L);
    }

    /** Makes the journal unless it is there. On a file thread. */
    void createIfMissing() throws IOException {
        if (isMade()) {
            return;
        }
        try {
            create();
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            throw FileMaker.explained(directory, directory.getParent(), needed(), e);
        }
    }

    private void create() throws IOException {
        Administration.requireCapacity(Math.max(JournalOptions.UNBOUNDED, options.capacity()), geometry.pageSize());
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            TrustCheck.directory(directory, true, options.trustGroup());
        } else {
            requireSpace(directory.getParent());
            makeDirectory();
            FaultPoints.pass(FaultPoint.DIRECTORY_MADE);
        }
        if (!requireOnlyOurs()) {
            return;
        }
        SharedLocks.create(directory, filePermissions());
        FaultPoints.pass(FaultPoint.LOCK_MADE);
        SharedLocks.Shared locks = SharedLocks.acquire(directory);
        try {
            if (lockMaker(locks.file())) {
                try {
                    if (!locks.file().isInPlace()) {
                        throw new NoSuchFileException(directory.toString(), null, "the journal was deleted");
                    }
                    if (requireOnlyOurs()) {
                        Files.deleteIfExists(directory.resolve(PageDescriptor.fileName(0)));
                        make(locks.file());
                    }
                } finally {
                    locks.file().unlock(LockDescriptor.MAKER);
                }
            }
        } finally {
            SharedLocks.release(locks);
        }
    }

    private boolean isMade() {
        return Files.exists(directory.resolve(ControlDescriptor.FILE_NAME), LinkOption.NOFOLLOW_LINKS);
    }

    private void makeDirectory() throws IOException {
        Set<PosixFilePermission> permissions =
                options.permissions() == null ? PosixFilePermissions.fromString("rwx------") : options.permissions();
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(permissions));
            // The umask may have taken some of them away.
            Files.setPosixFilePermissions(directory, permissions);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster, or an earlier one stopped half way.
            return;
        } catch (NoSuchFileException e) {
            throw new JournalNotFoundException(directory, "its parent directory does not exist; create that first");
        }
    }

    private Set<PosixFilePermission> filePermissions() throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
        permissions.removeAll(PosixFilePermissions.fromString("--x--x--x"));
        return permissions;
    }

    /** One that was left by who died behind making it may have what the umask let through. */
    private void adoptLockFile(Path path) throws IOException {
        if (!Files.getPosixFilePermissions(path).equals(filePermissions())) {
            Files.setPosixFilePermissions(path, filePermissions());
        }
        FileMaker.giveToGroupOf(directory, path);
    }

    /** False if the journal was made meanwhile. */
    private boolean lockMaker(LockFile lock) throws IOException {
        long deadline = System.nanoTime() + WAIT_NANOS;
        while (!lock.tryLock(LockDescriptor.MAKER)) {
            if (isMade()) {
                return false;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new JournalAccessException(
                        directory, "another process makes this journal and does not get ready; end it", null);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }

    /**
     * A creator that died may have left an empty first page: it was never part of a journal. Anything else was, or is somebody else's
     * directory: nothing is touched. Without the maker byte others may be at work here, so a verdict counts only while there is no journal.
     *
     * @return false if the journal was made meanwhile
     */
    private boolean requireOnlyOurs() throws IOException {
        JournalException verdict = whatIsNotOurs();
        if (isMade()) {
            return false;
        }
        if (verdict != null) {
            throw verdict;
        }
        return true;
    }

    private @Nullable JournalException whatIsNotOurs() throws IOException {
        List<String> names;
        try (Stream<Path> files = Files.list(directory)) {
            names = files.map(path -> path.getFileName().toString()).sorted().toList();
        }
        for (String name : names) {
            boolean ours = name.equals(LockDescriptor.FILE_NAME) || name.startsWith(PageDescriptor.TEMPORARY_PREFIX);
            if (ours) {
                continue;
            }
            if (PageDescriptor.indexOf(name) < 0) {
                return new IncompatibleJournalException(
                        directory,
                        "is a directory with other things in it (" + name + "), not a journal; name another");
            }
            if (PageDescriptor.indexOf(name) > 0 || !isEmptyPage(directory.resolve(name))) {
                return new CorruptJournalException(
                        directory,
                        JournalException.NO_POSITION,
                        "there are pages (" + name
                                + ") but the file control is missing; nothing was touched: put it back, or move the pages away");
            }
        }
        return null;
    }

    private static boolean isEmptyPage(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(RegularFile.require(path), LinkOption.NOFOLLOW_LINKS)) {
            byte[] begin = in.readNBytes(PageDescriptor.HEADER_LENGTH + Long.BYTES);
            return begin.length < PageDescriptor.HEADER_LENGTH + Long.BYTES
                    || ByteBuffer.wrap(begin).order(ByteOrder.LITTLE_ENDIAN).getLong(PageDescriptor.HEADER_LENGTH) == 0;
        } catch (NoSuchFileException e) {
            // Another maker removed it.
            return true;
        }
    }

    private void make(LockFile lock) throws IOException {
        requireSpace(directory);
        adoptLockFile(lock.path());
        FileMaker files = new FileMaker(directory, lock);
        PageMaker.makeFirst(files, geometry);
        boolean made = false;
        try {
            makeControl(files);
            made = true;
        } finally {
            if (!made && lock.isInPlace()) {
                // Whoever comes next makes it anew, and until then it is in nobody's way.
                Files.deleteIfExists(directory.resolve(PageDescriptor.fileName(0)));
            }
        }
    }

    private void makeControl(FileMaker files) throws IOException {
        FaultPoints.pass(FaultPoint.FIRST_PAGE_MADE);
        files.makeLocked(ControlDescriptor.FILE_NAME, geometry.controlLength(), begin -> {
            long first = Positions.firstFrame(0, geometry.pageBits());
            geometry.writeTo(begin);
            Words.putLongPlain(begin, ControlDescriptor.TOTAL_PAGES_OFFSET, 1);
            Words.putLongPlain(begin, ControlDescriptor.WRITE_POS_OFFSET, first);
            Words.putLongPlain(begin, ControlDescriptor.FLOOR_OFFSET, first);
            Words.putLongPlain(begin, ControlDescriptor.CAPACITY_OFFSET, Math.max(0, options.capacity()));
            if (options.retention() != null) {
                Words.putLongPlain(begin, ControlDescriptor.RETENTION_OFFSET, RetentionWord.of(options.retention()));
            }
        });
    }

    /** Of the parent before the directory is made, so that a full disk leaves nothing behind. */
    private void requireSpace(Path existing) {
        if (!Files.isDirectory(existing)) {
            throw new JournalNotFoundException(directory, "its parent directory does not exist; create that first");
        }
        long usable = FileMaker.usableSpace(existing);
        if (usable < needed()) {
            throw new NoSpaceException(directory, needed(), usable, null);
        }
    }

    private long needed() {
        return (long) geometry.pageSize() + geometry.controlLength();
    }

    private static int orDefault(int value, int byDefault) {
        return value == 0 ? byDefault : value;
    }
}

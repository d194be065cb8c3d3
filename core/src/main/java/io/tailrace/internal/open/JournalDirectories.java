package io.tailrace.internal.open;

import io.tailrace.CorruptJournalException;
import io.tailrace.IncompatibleJournalException;
import io.tailrace.JournalAccessException;
import io.tailrace.JournalInUseException;
import io.tailrace.JournalNotFoundException;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.memory.FileThreads;
import io.tailrace.internal.memory.RegularFile;
import io.tailrace.internal.role.EvidentOwners;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Journals as directories: which there are, and how one goes. */
public final class JournalDirectories {
    private static final String DELETED_PREFIX = ".deleted-";

    private JournalDirectories() {}

    /** The journals right below a directory, by name. */
    public static List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(JournalDirectories::isJournal).sorted().toList();
        } catch (NoSuchFileException e) {
            throw new JournalNotFoundException(directory, "no such directory");
        } catch (IOException e) {
            throw JournalAccessException.because(directory, "list", e);
        }
    }

    private static boolean isJournal(Path path) {
        boolean visible = !path.getFileName().toString().startsWith(".");
        try {
            return visible && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && hasMagic(path);
        } catch (IOException e) {
            // Not a journal, or not ours to read.
            return false;
        }
    }

    private static boolean hasMagic(Path path) throws IOException {
        Path control = path.resolve(ControlDescriptor.FILE_NAME);
        try (InputStream in = Files.newInputStream(RegularFile.require(control))) {
            byte[] begin = in.readNBytes(Long.BYTES);
            return begin.length == Long.BYTES
                    && ByteBuffer.wrap(begin).order(ByteOrder.LITTLE_ENDIAN).getLong() == ControlDescriptor.MAGIC;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Deletes a journal: first its name, so that new openers find nothing, then its files. Who has it mapped goes on until he closes.
     *
     * @param force although somebody holds a lock of it
     */
    public static void delete(Path path, boolean force) {
        Path directory = path.toAbsolutePath().normalize();
        try {
            FileThreads.call(() -> {
                TrustCheck.directory(directory, true, true);
                if (!hasMagic(directory)) {
                    throw new JournalNotFoundException(directory, "is not a journal; nothing was deleted");
                }
                if (force) {
                    remove(directory);
                } else {
                    removeUnused(directory);
                }
                return null;
            });
        } catch (IOException e) {
            throw JournalAccessException.because(directory, "delete", e);
        }
    }

    /**
     * Takes every byte that a user could hold. Not by the lock table alone: it hides owners in other PID namespaces. Who is refused by
     * this probe wanted a journal that is about to go.
     */
    private static void removeUnused(Path directory) throws IOException {
        SharedLocks.Shared locks = SharedLocks.acquire(directory);
        LockFile lock = locks.file();
        List<Long> taken = new ArrayList<>();
        try {
            for (long position : roles()) {
                if (!lock.tryLock(position)) {
                    throw inUse(directory);
                }
                taken.add(position);
            }
            if (!lock.isInPlace()) {
                throw new JournalNotFoundException(directory, "was deleted by somebody else");
            }
            requireNoEvidentOwner(directory, locks.inode());
            remove(directory);
        } finally {
            for (long position : taken) {
                lock.unlock(position);
            }
            SharedLocks.release(locks);
        }
    }

    /** One that lost its locks a moment ago takes them again within a second. A control file that is damaged names nobody. */
    private static void requireNoEvidentOwner(Path directory, long lockInode) throws IOException {
        try (ControlFile control = ControlFile.open(directory.resolve(ControlDescriptor.FILE_NAME), false)) {
            EvidentOwners.Owner owner = EvidentOwners.find(control, lockInode);
            if (owner != null) {
                throw new JournalInUseException(
                        directory,
                        "process " + owner.pid() + ", " + owner.what()
                                + ", lost its lock, but lives; end it first, or force");
            }
        } catch (CorruptJournalException | IncompatibleJournalException e) {
            return;
        }
    }

    private static List<Long> roles() {
        List<Long> roles = new ArrayList<>(List.of(LockDescriptor.REGISTRY, LockDescriptor.WRITER));
        for (int slot = 0; slot < ControlDescriptor.MAX_WRITER_SLOTS; slot++) {
            roles.add(LockDescriptor.writer(slot));
        }
        for (int slot = 0; slot < ControlDescriptor.MAX_CONSUMER_SLOTS; slot++) {
            roles.add(LockDescriptor.consumer(slot));
        }
        return roles;
    }

    private static JournalInUseException inUse(Path directory) {
        return new JournalInUseException(
                directory, "somebody writes it or reads it by name; stop them (stat names them), or force");
    }

    /** A directory in it is not the journal's, and would stay when all else is gone. */
    private static void requireFilesOnly(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new JournalAccessException(
                            directory,
                            "there is a directory in it (" + file.getFileName()
                                    + "), which is not the journal's; nothing was deleted: move it away first",
                            null);
                }
            }
        }
    }

    private static void remove(Path directory) throws IOException {
        requireFilesOnly(directory);
        // Without the journal's own name: that may be as long as a name can be.
        Path doomed = directory.resolveSibling(DELETED_PREFIX + UUID.randomUUID());
        Files.move(directory, doomed);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(doomed)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(doomed);
    }
}

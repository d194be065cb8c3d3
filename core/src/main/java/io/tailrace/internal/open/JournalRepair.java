package io.tailrace.internal.open;

import io.tailrace.CorruptJournalException;
import io.tailrace.JournalAccessException;
import io.tailrace.JournalException;
import io.tailrace.JournalNotFoundException;
import io.tailrace.Repair;
import io.tailrace.RepairOptions;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.memory.FileThreads;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.repair.RepairRoles;
import io.tailrace.internal.repair.Repairer;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Opens a journal for {@link Repairer}, which an ordinary opening could refuse, and takes all its roles. */
public final class JournalRepair {
    private JournalRepair() {}

    /** Repairs. */
    public static Repair run(Path path, RepairOptions options) {
        return run(path, options, step -> {});
    }

    /**
     * Repairs.
     *
     * @param beforeStep told of each step before it is done, and of the end by an empty text
     */
    static Repair run(Path path, RepairOptions options, Consumer<String> beforeStep) {
        Path directory = path.toAbsolutePath().normalize();
        try {
            return FileThreads.callAlone(() -> onFileThread(directory, options, beforeStep));
        } catch (NoSuchFileException e) {
            throw new JournalNotFoundException(directory, "no journal here any more: " + e.getMessage());
        } catch (IOException e) {
            throw JournalAccessException.because(directory, "repair", e);
        }
    }

    private static Repair onFileThread(Path directory, RepairOptions options, Consumer<String> beforeStep)
            throws IOException {
        TrustCheck.directory(directory, true, options.trustGroup());
        Path control = directory.resolve(ControlDescriptor.FILE_NAME);
        if (!Files.exists(control, LinkOption.NOFOLLOW_LINKS)) {
            throw new JournalNotFoundException(
                    directory,
                    "is not a journal: it has no file control, which cannot be made anew from anything else; put it back from a copy");
        }
        List<String> done = new ArrayList<>();
        makeLock(directory, options.dryRun(), done);
        SharedLocks.Shared locks = SharedLocks.acquire(directory);
        try (RepairRoles roles = RepairRoles.take(directory, locks.file())) {
            if (!locks.file().isInPlace()) {
                throw new JournalNotFoundException(directory, "was deleted by somebody else");
            }
            return repair(directory, control, options, beforeStep, locks, roles, done);
        } finally {
            SharedLocks.release(locks);
        }
    }

    private static Repair repair(
            Path directory,
            Path path,
            RepairOptions options,
            Consumer<String> beforeStep,
            SharedLocks.Shared locks,
            RepairRoles roles,
            List<String> done)
            throws IOException {
        try (ControlFile control = ControlFile.openMended(path, options.dryRun(), done)) {
            PageCache cache = new PageCache(directory, control.geometry());
            return new Repairer(control, locks.file(), locks.inode(), cache)
                    .run(roles, done, options.dryRun(), beforeStep);
        } catch (CorruptJournalException e) {
            if (path.equals(e.path()) && e.position() == JournalException.NO_POSITION) {
                throw new CorruptJournalException(
                        path,
                        JournalException.NO_POSITION,
                        e.reason()
                                + ", and what it says of pages and consumers stands nowhere else; nothing was repaired",
                        e);
            }
            throw e;
        }
    }

    /** Without it nobody can take a role. Who holds one on a file that was removed is fenced as one of whom nothing can be told. */
    private static void makeLock(Path directory, boolean dryRun, List<String> done) throws IOException {
        if (Files.exists(directory.resolve(LockDescriptor.FILE_NAME), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (dryRun) {
            throw new CorruptJournalException(
                    directory.resolve(LockDescriptor.FILE_NAME),
                    JournalException.NO_POSITION,
                    "the file is missing; a repair makes it anew, and a dry run cannot look without it");
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
        permissions.removeAll(PosixFilePermissions.fromString("--x--x--x"));
        SharedLocks.create(directory, permissions);
        done.add("file lock made anew");
    }
}

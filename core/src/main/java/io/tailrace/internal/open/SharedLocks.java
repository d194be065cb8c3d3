package io.tailrace.internal.open;

import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.role.LockGuard;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The lock files that this JVM has open: one channel each, whatever number of handles there are, closed with the last. See
 * {@link LockFile} for why. What is locked through them is guarded.
 */
final class SharedLocks {
    private static final Map<Object, Shared> OPEN = new HashMap<>();

    private SharedLocks() {}

    /** One handle's share of a lock file. */
    static final class Shared {
        private final Object key;
        private final LockFile file;
        private int users;

        private Shared(Object key, LockFile file) {
            this.key = key;
            this.file = file;
        }

        LockFile file() {
            return file;
        }

        long inode() {
            return file.inode();
        }
    }

    /**
     * Makes the file unless it is there. Under the monitor, because making it closes a descriptor of it: no lock must have been taken
     * through another one yet.
     */
    static void create(Path directory, Set<PosixFilePermission> permissions) throws IOException {
        synchronized (OPEN) {
            Path path = directory.resolve(LockDescriptor.FILE_NAME);
            try {
                Files.createFile(path, PosixFilePermissions.asFileAttribute(permissions));
                Files.setPosixFilePermissions(path, permissions);
            } catch (FileAlreadyExistsException e) {
                // All use the one that is there.
                return;
            }
        }
    }

    /** Joins who has it open, or opens it. The file is there. */
    static Shared acquire(Path directory) throws IOException {
        synchronized (OPEN) {
            Path path = directory.resolve(LockDescriptor.FILE_NAME);
            Object key = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
            Shared shared = OPEN.get(key);
            if (shared == null) {
                shared = new Shared(key, LockFile.open(path));
                OPEN.put(key, shared);
                LockGuard.add(shared.file);
            }
            shared.users++;
            return shared;
        }
    }

    static void release(Shared shared) throws IOException {
        synchronized (OPEN) {
            if (--shared.users == 0) {
                OPEN.remove(shared.key);
                LockGuard.remove(shared.file);
                shared.file.close();
            }
        }
    }
}

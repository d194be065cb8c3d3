package io.tailrace.internal.role;

import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.keep.Keeper;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes locks again that were lost while their owner lives: whoever closes another descriptor of {@code lock} in this JVM (a backup, a copy
 * of the directory) frees all of them, and nothing tells us. Once a second what this JVM holds is compared with what the kernel says, for
 * all journals in one look.
 *
 * <pre>
 *   what is held        before the table is read: what is missing there was lost, or freed meanwhile, which is seen when it is taken again
 *   /proc/locks         not read in one piece: a lock may be skipped when others come and go. So what is missing is
 *   a probe byte        taken now, to see that the kernel's table shows locks of this file at all, under this name and process id
 *   /proc/locks         looked for again: the probe is there, the lock is not
 *   released and taken  whoever got it meanwhile keeps it
 * </pre>
 *
 * <p>Between the loss and the next look others may take the byte: evidence, epochs and generations are for that. Where the kernel gives no
 * table there is no guard.
 */
public final class LockGuard {
    private static final Path SELF = Path.of("/proc/self");
    private static final List<LockFile> FILES = new ArrayList<>();
    private static Keeper.@Nullable Handle handle;

    private LockGuard() {}

    /** Guards what is locked through a file, until it is removed. */
    public static void add(LockFile file) {
        synchronized (FILES) {
            FILES.add(file);
            if (handle == null) {
                handle = Keeper.add(LockGuard::look);
            }
        }
    }

    /** The file may be closed then; a look that runs finds nothing in it. */
    public static void remove(LockFile file) {
        Keeper.Handle last = null;
        synchronized (FILES) {
            FILES.remove(file);
            if (FILES.isEmpty()) {
                last = handle;
                handle = null;
            }
        }
        if (last != null) {
            last.close();
        }
    }

    private static void look() {
        List<LockFile> files;
        synchronized (FILES) {
            files = List.copyOf(FILES);
        }
        try {
            Map<LockFile, Map<Long, Optional<FileLock>>> held = new HashMap<>();
            for (LockFile file : files) {
                Map<Long, Optional<FileLock>> locks = file.locks();
                if (!locks.isEmpty()) {
                    held.put(file, locks);
                }
            }
            if (held.isEmpty()) {
                return;
            }
            // As the table names this process, whatever namespace /proc is of.
            long self = Long.parseLong(Files.readSymbolicLink(SELF).toString());
            keepMissing(held, self);
            if (!held.isEmpty()) {
                retake(held, self);
            }
        } catch (IOException | NumberFormatException e) {
            // No table, no guard; or the next look tells.
            return;
        }
    }

    /** Leaves of what is held what the table does not show. */
    private static void keepMissing(Map<LockFile, Map<Long, Optional<FileLock>>> held, long self) throws IOException {
        Map<String, LockTable> tables = LockTable.readAll();
        held.forEach((file, locks) ->
                locks.keySet().removeIf(position -> table(tables, file).isHeldBy(self, position)));
        held.values().removeIf(Map::isEmpty);
    }

    private static void retake(Map<LockFile, Map<Long, Optional<FileLock>>> missing, long self) throws IOException {
        Map<String, LockTable> tables;
        long probe = LockDescriptor.probe(self);
        List<LockFile> probed = new ArrayList<>();
        try {
            for (LockFile file : missing.keySet()) {
                if (file.tryLock(probe)) {
                    probed.add(file);
                }
            }
            tables = LockTable.readAll();
        } finally {
            for (LockFile file : probed) {
                file.unlock(probe);
            }
        }
        for (LockFile file : probed) {
            LockTable table = table(tables, file);
            if (table.isHeldBy(self, probe)) {
                retake(file, missing.get(file), table, self);
            }
        }
    }

    private static void retake(LockFile file, Map<Long, Optional<FileLock>> missing, LockTable table, long self)
            throws IOException {
        for (Map.Entry<Long, Optional<FileLock>> lost : missing.entrySet()) {
            if (!table.isHeldBy(self, lost.getKey())) {
                file.retake(lost.getKey(), lost.getValue());
            }
        }
    }

    private static LockTable table(Map<String, LockTable> tables, LockFile file) {
        return tables.getOrDefault(LockTable.name(file.device(), file.inode()), LockTable.NOTHING);
    }
}

package io.tailrace.internal.role;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which process this is, in a way that survives reuse of process ids: pid, start time, PID namespace. From {@code /proc}; a pid alone
 * never decides anything.
 *
 * @param pid process id in its own namespace
 * @param start clock ticks since boot
 * @param namespace inode of the PID namespace, 0 if unknown
 */
public record ProcessIdentity(long pid, long start, long namespace) {
    private static final int FIELD_STATE = 0;
    private static final int FIELD_START = 19;
    private static final ProcessIdentity SELF = readSelf();

    /** The machine's own, from which all others can be seen: a number of the kernel's. */
    private static final long INITIAL_NAMESPACE = 0xEFFFFFFCL;

    private static final UUID BOOT_ID = readBootId();

    /** What can be told of a process from outside. */
    public enum Evidence {
        /** It said that it left. */
        GONE,
        /** No such process, a defunct one, or another one under its pid. */
        DEAD,
        /** It is there. */
        ALIVE,
        /** Another boot, namespace or machine: nothing can be told. */
        UNKNOWN
    }

    public static ProcessIdentity self() {
        return SELF;
    }

    /** The machine's boot id; all zero if there is none. */
    public static UUID bootId() {
        return BOOT_ID;
    }

    /** Who has a number now; null if nobody that can be seen here has. */
    static @Nullable ProcessIdentity of(long pid, long namespace) {
        if (pid == 0 || namespace == 0 || namespace != SELF.namespace) {
            return null;
        }
        String[] fields = statFields(Long.toString(pid));
        return fields == null ? null : new ProcessIdentity(pid, Long.parseLong(fields[FIELD_START]), namespace);
    }

    /** Whether the process that these three name is there; asks the kernel, costs a file read. */
    public Evidence evidence() {
        if (pid == 0) {
            return Evidence.GONE;
        }
        if (namespace == 0 || namespace != SELF.namespace) {
            return Evidence.UNKNOWN;
        }
        String[] fields = statFields(Long.toString(pid));
        if (fields == null) {
            // Where processes of other users are hidden, even the first one is, and a missing one says nothing.
            return statFields("1") == null ? Evidence.UNKNOWN : Evidence.DEAD;
        }
        String state = fields[FIELD_STATE];
        boolean defunct = state.equals("Z") || state.equals("X");
        return defunct || Long.parseLong(fields[FIELD_START]) != start ? Evidence.DEAD : Evidence.ALIVE;
    }

    /** Whether the kernel's tables show this process all that those of a PID namespace have. */
    static boolean seesAllOf(long namespace) {
        return SELF.namespace != 0 && (SELF.namespace == INITIAL_NAMESPACE || SELF.namespace == namespace);
    }

    private static ProcessIdentity readSelf() {
        String[] fields = statFields("self");
        long start = fields == null ? 0 : Long.parseLong(fields[FIELD_START]);
        return new ProcessIdentity(ProcessHandle.current().pid(), start, readNamespace());
    }

    /**
     * Unknown where {@code /proc} is another namespace's, as in one that was made without mounting its own: there this process has another
     * number, and what stands under the numbers of this namespace is somebody else.
     */
    private static long readNamespace() {
        try {
            String seenAs = Files.readSymbolicLink(Path.of("/proc/self")).toString();
            if (!seenAs.equals(Long.toString(ProcessHandle.current().pid()))) {
                return 0;
            }
            String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return Long.parseLong(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    private static UUID readBootId() {
        try {
            return UUID.fromString(
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim());
        } catch (IOException | IllegalArgumentException e) {
            return new UUID(0, 0);
        }
    }

    /** The fields of {@code /proc/<pid>/stat} behind the name, which may hold blanks and brackets itself. */
    private static String @Nullable [] statFields(String pid) {
        try {
            String stat = Files.readString(Path.of("/proc", pid, "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}

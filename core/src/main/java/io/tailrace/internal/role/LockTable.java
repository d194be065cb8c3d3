package io.tailrace.internal.role;

import io.tailrace.JournalAccessException;
import io.tailrace.layout.LockDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Who holds which byte of {@code lock}, as the kernel tells everybody in {@code /proc/locks}. Looking there disturbs nobody; a probe of a
 * lock, even a shared one, would make its owner's attempt to take it fail.
 *
 * <pre>
 * 12: POSIX  ADVISORY  WRITE 4711 00:1b:98765 4096 4096
 *  0  1      2         3     4    5           6    7      device:inode, first and last byte
 * </pre>
 *
 * <p>The kernel hides locks of processes that cannot be seen from this PID namespace.
 */
public final class LockTable {
    private static final Path PROC_LOCKS = Path.of("/proc/locks");

    static final LockTable NOTHING = new LockTable(List.of());

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final List<Range> ranges;

    private LockTable(List<Range> ranges) {
        this.ranges = ranges;
    }

    /** Locks of one process on adjacent bytes show as one. */
    private record Range(long first, long last, long pid) {
        boolean has(long position) {
            return first <= position && position <= last;
        }
    }

    /** Reads the table for a journal. */
    public static LockTable read(Path directory) {
        Path lock = directory.resolve(LockDescriptor.FILE_NAME);
        try {
            long device = (Long) Files.getAttribute(lock, "unix:dev", LinkOption.NOFOLLOW_LINKS);
            long inode = (Long) Files.getAttribute(lock, "unix:ino", LinkOption.NOFOLLOW_LINKS);
            return parse(Files.readAllLines(PROC_LOCKS), name(device, inode));
        } catch (IOException e) {
            throw JournalAccessException.because(lock, "tell who holds its locks", e);
        }
    }

    /** The tables of all files in which anything is locked, by the {@link #name names} of the files. */
    static Map<String, LockTable> readAll() throws IOException {
        return parseAll(Files.readAllLines(PROC_LOCKS));
    }

    static LockTable parse(List<String> lines, String file) {
        return parseAll(lines).getOrDefault(file, NOTHING);
    }

    private static Map<String, LockTable> parseAll(List<String> lines) {
        Map<String, LockTable> tables = new HashMap<>();
        for (String line : lines) {
            String[] fields = BLANKS.split(line.trim());
            // A line with "->" is somebody who waits for a lock.
            if (fields.length == 8 && fields[1].equals("POSIX")) {
                long last = fields[7].equals("EOF") ? Long.MAX_VALUE : Long.parseLong(fields[7]);
                tables.computeIfAbsent(fields[5], name -> new LockTable(new ArrayList<>()))
                        .ranges
                        .add(new Range(Long.parseLong(fields[6]), last, Long.parseLong(fields[4])));
            }
        }
        return tables;
    }

    /** As the kernel prints it; the two halves of the device number are interleaved as in glibc's {@code makedev}. */
    static String name(long device, long inode) {
        long major = device >>> 8 & 0xFFF | device >>> 32 & 0xFFFFF000L;
        long minor = device & 0xFF | device >>> 12 & 0xFFFFFF00L;
        return String.format("%02x:%02x:%d", major, minor, inode);
    }

    public boolean isHeld(long position) {
        return ranges.stream().anyMatch(range -> range.has(position));
    }

    /** Whether a process holds a byte. */
    boolean isHeldBy(long pid, long position) {
        return ranges.stream().anyMatch(range -> range.pid == pid && range.has(position));
    }

    /** Who holds a byte, 0 if nobody does. */
    public long pid(long position) {
        return ranges.stream()
                .filter(range -> range.has(position))
                .mapToLong(Range::pid)
                .findFirst()
                .orElse(0);
    }
}

package io.tailrace.mutant;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.internal.role.ProcessIdentity;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.LockDescriptor;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a journal in memory: cheap to copy, to change and to write out. */
final class Image {
    static final String CONTROL = ControlDescriptor.FILE_NAME;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    /** What the owner line says of who wrote last, in a directory whose lock file is new. */
    enum Owner {
        /** The bytes as they are: of another lock file, so nothing can be told unless it was closed clean. */
        AS_IS,
        CLEAN,
        DEAD,
        ALIVE
    }

    /** Files by name; those that are shared with another image are copied before they are changed. */
    private final TreeMap<String, byte[]> files;

    private final Set<String> own = new HashSet<>();

    /** Names that are directories, or links to what does not belong there. */
    private final Set<String> directories = new HashSet<>();

    private final TreeMap<String, String> links = new TreeMap<>();
    private Owner owner = Owner.AS_IS;

    private Image(TreeMap<String, byte[]> files) {
        this.files = files;
    }

    static Image read(Path directory) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path path : paths.toList()) {
                String name = path.getFileName().toString();
                if (!name.startsWith(PageDescriptor.TEMPORARY_PREFIX)) {
                    // Closing a descriptor of the lock file would free the locks of this process.
                    files.put(name, name.equals(LockDescriptor.FILE_NAME) ? new byte[0] : Files.readAllBytes(path));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Image(files);
    }

    Image fork() {
        return new Image(new TreeMap<>(files));
    }

    List<String> names() {
        return List.copyOf(files.keySet());
    }

    List<String> pages() {
        List<String> pages = new ArrayList<>();
        for (String name : files.keySet()) {
            if (PageDescriptor.indexOf(name) >= 0) {
                pages.add(name);
            }
        }
        return pages;
    }

    boolean has(String name) {
        return files.containsKey(name);
    }

    int length(String name) {
        return files.get(name).length;
    }

    long bytes() {
        return files.values().stream().mapToLong(file -> file.length).sum();
    }

    /** To be looked at, not to be changed. */
    byte[] file(String name) {
        return files.get(name);
    }

    /** To be changed. */
    byte[] changed(String name) {
        if (own.add(name)) {
            files.computeIfPresent(name, (key, bytes) -> bytes.clone());
        }
        return files.get(name);
    }

    /** Also bytes of another image's, or of another file. */
    void put(String name, byte[] bytes) {
        remove(name);
        files.put(name, bytes);
    }

    void remove(String name) {
        files.remove(name);
        own.remove(name);
        directories.remove(name);
        links.remove(name);
    }

    void makeDirectory(String name) {
        remove(name);
        directories.add(name);
    }

    void makeLink(String name, String target) {
        remove(name);
        links.put(name, target);
    }

    void owner(Owner says) {
        owner = says;
    }

    Owner owner() {
        return owner;
    }

    static long getLong(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }

    static void putLong(byte[] bytes, int offset, long value) {
        LONG.set(bytes, offset, value);
    }

    static int getInt(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset);
    }

    static void putInt(byte[] bytes, int offset, int value) {
        INT.set(bytes, offset, value);
    }

    /** Where a walk of a page meets words, the one that it stops at last. */
    List<Integer> words(String page) {
        byte[] bytes = files.get(page);
        List<Integer> words = new ArrayList<>();
        int offset = PageDescriptor.HEADER_LENGTH;
        while (offset + Long.BYTES <= bytes.length) {
            words.add(offset);
            long word = getLong(bytes, offset);
            long extent = extent(FrameDescriptor.length(word));
            if (state(word) != COMMITTED && state(word) != PAD && state(word) != CLAIMED || extent > bytes.length) {
                break;
            }
            offset += (int) extent;
        }
        return words;
    }

    /** Writes all of it below a directory that is not there. */
    void write(Path directory) {
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            for (String name : directories) {
                Files.createDirectory(directory.resolve(name));
            }
            for (var link : links.entrySet()) {
                Files.createSymbolicLink(directory.resolve(link.getKey()), Path.of(link.getValue()));
            }
            for (var file : files.entrySet()) {
                if (!file.getKey().equals(CONTROL)) {
                    writeFile(directory.resolve(file.getKey()), file.getValue());
                }
            }
            if (files.containsKey(CONTROL)) {
                setOwner(directory.resolve(LockDescriptor.FILE_NAME));
                writeFile(directory.resolve(CONTROL), files.get(CONTROL));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void setOwner(Path lock) throws IOException {
        if (owner == Owner.AS_IS || !Files.isRegularFile(lock) || length(CONTROL) < ControlDescriptor.HEADER_LENGTH) {
            return;
        }
        ProcessIdentity self = ProcessIdentity.self();
        long init = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(1L);
        byte[] control = changed(CONTROL);
        putLong(control, ControlDescriptor.OWNER_PID_OFFSET, owner == Owner.CLEAN ? 0 : init);
        putLong(control, ControlDescriptor.OWNER_START_OFFSET, owner == Owner.ALIVE ? startOf(init) : 1);
        putLong(control, ControlDescriptor.OWNER_NAMESPACE_OFFSET, self.namespace());
        putLong(control, ControlDescriptor.OWNER_LOCK_INODE_OFFSET, (Long) Files.getAttribute(lock, "unix:ino"));
        putLong(
                control,
                ControlDescriptor.BOOT_ID_OFFSET,
                ProcessIdentity.bootId().getMostSignificantBits());
        putLong(
                control,
                ControlDescriptor.BOOT_ID_OFFSET + 8,
                ProcessIdentity.bootId().getLeastSignificantBits());
    }

    private static long startOf(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]);
    }

    private static void writeFile(Path path, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes));
        }
    }

    /** Makes what was written from another image like this one, in place, as long as the files are the same: word by word where they differ. */
    void writeOver(Path directory, Image written) {
        try {
            for (String name : written.names()) {
                Path path = directory.resolve(name);
                byte[] before = written.file(name);
                byte[] after = files.get(name);
                if (after == null || after.length < before.length) {
                    // Not truncated: that is another test's, for processes of its own.
                    Files.deleteIfExists(path);
                }
                if (after != null && after != before) {
                    overwrite(path, before, after);
                }
            }
            for (var file : files.entrySet()) {
                if (!written.has(file.getKey())) {
                    // A page of this name may have been made meanwhile.
                    Path aside = directory.resolve("aside");
                    writeFile(aside, file.getValue());
                    Files.move(aside, directory.resolve(file.getKey()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void overwrite(Path path, byte[] before, byte[] after) throws IOException {
        if (!Files.exists(path)) {
            // Removed by retention: nobody brings it back.
            return;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            int at = 0;
            while (at < after.length) {
                int from = at;
                while (at < after.length && (at >= before.length || before[at] != after[at])) {
                    at++;
                }
                if (at > from) {
                    channel.write(ByteBuffer.wrap(after, from, at - from), from);
                }
                at++;
            }
        }
    }
}

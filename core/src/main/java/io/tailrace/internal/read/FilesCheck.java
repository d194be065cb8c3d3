package io.tailrace.internal.read;

import io.tailrace.CorruptJournalException;
import io.tailrace.JournalAccessException;
import io.tailrace.JournalException;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.LockDescriptor;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files of a journal's directory, by one listing. */
final class FilesCheck {
    private final Path directory;
    private final NavigableSet<Long> pages = new TreeSet<>();
    private final List<String> remarks = new ArrayList<>();

    FilesCheck(Path directory) {
        this.directory = directory;
    }

    /** Lists; before the walk, so that what it finds was there when the walk came by. */
    void list() {
        List<String> names;
        try (Stream<Path> files = Files.list(directory)) {
            names = files.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw JournalAccessException.because(directory, "list its files", e);
        }
        if (!names.contains(LockDescriptor.FILE_NAME)) {
            throw new CorruptJournalException(
                    directory.resolve(LockDescriptor.FILE_NAME),
                    JournalException.NO_POSITION,
                    "the file is missing, so nobody can take a role");
        }
        names.forEach(this::look);
    }

    NavigableSet<Long> pages() {
        return pages;
    }

    /** With what became of the floor meanwhile. */
    List<String> remarks(long floorPage) {
        List<String> all = new ArrayList<>(remarks);
        int below = pages.headSet(floorPage).size();
        if (below > 0) {
            all.add(below + " page files lie below the floor: the next one who removes pages removes them");
        }
        return List.copyOf(all);
    }

    private void look(String name) {
        long index = PageDescriptor.indexOf(name);
        if (index >= 0) {
            pages.add(index);
        } else if (name.startsWith(PageDescriptor.TEMPORARY_PREFIX)) {
            remarks.add(name + ": being made, or left by a maker that died; the next maker removes it");
            return;
        } else if (name.startsWith(PageDescriptor.CUT_PREFIX)) {
            remarks.add(name + ": kept aside by a repair");
            return;
        } else if (!name.equals(ControlDescriptor.FILE_NAME) && !name.equals(LockDescriptor.FILE_NAME)) {
            remarks.add(name + ": does not belong to a journal");
            return;
        }
        permissions(name);
    }

    private void permissions(String name) {
        try {
            Set<PosixFilePermission> found =
                    Files.getPosixFilePermissions(directory.resolve(name), LinkOption.NOFOLLOW_LINKS);
            if (found.contains(PosixFilePermission.OTHERS_WRITE)) {
                remarks.add(name + ": everybody may write it; take that right away");
            }
        } catch (NoSuchFileException e) {
            // Removed meanwhile.
            pages.remove(PageDescriptor.indexOf(name));
        } catch (IOException e) {
            throw JournalAccessException.because(directory.resolve(name), "look at", e);
        }
    }
}

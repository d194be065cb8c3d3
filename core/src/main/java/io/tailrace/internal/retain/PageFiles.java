package io.tailrace.internal.retain;

import io.tailrace.JournalNotFoundException;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The page files of a journal, by one listing. The directory is held open and names are looked up in it: if the journal is deleted and
 * another one made under its path meanwhile, no page of that one can be met. On a file thread.
 */
final class PageFiles implements AutoCloseable {
    private final SecureDirectoryStream<Path> directory;
    private final NavigableSet<Long> indexes = new TreeSet<>();

    private PageFiles(SecureDirectoryStream<Path> directory) throws IOException {
        this.directory = directory;
        try {
            for (Path path : directory) {
                long index = PageDescriptor.indexOf(path.getFileName().toString());
                if (index >= 0) {
                    indexes.add(index);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /**
     * Opens and lists a directory.
     *
     * @param controlKey file key of the journal's {@code control}: which journal it has to be
     * @throws JournalNotFoundException if it is not that journal's any more
     */
    static PageFiles open(Path path, Object controlKey) throws IOException {
        // Names relative to an open directory are what Linux and macOS have.
        SecureDirectoryStream<Path> directory = (SecureDirectoryStream<Path>) Files.newDirectoryStream(path);
        boolean done = false;
        try {
            BasicFileAttributes control = attributes(directory, ControlDescriptor.FILE_NAME);
            if (control == null || !controlKey.equals(control.fileKey())) {
                throw new JournalNotFoundException(path, "the journal was deleted; open it anew");
            }
            PageFiles files = new PageFiles(directory);
            done = true;
            return files;
        } finally {
            if (!done) {
                directory.close();
            }
        }
    }

    /** Those that were there when this was opened. */
    NavigableSet<Long> indexes() {
        return indexes;
    }

    /** When a page was stored to last, in ms since the epoch, by the file system's clock; {@code Long.MAX_VALUE} if it is not there. */
    long lastModified(long index) throws IOException {
        BasicFileAttributes found = attributes(directory, PageDescriptor.fileName(index));
        return found == null ? Long.MAX_VALUE : found.lastModifiedTime().toMillis();
    }

    /**
     * Removes a page's name. Its memory comes back when nobody has it mapped any more.
     *
     * @return false if it was gone
     */
    boolean unlink(long index) throws IOException {
        try {
            directory.deleteFile(Path.of(PageDescriptor.fileName(index)));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static @Nullable BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, String name)
            throws IOException {
        try {
            return directory
                    .getFileAttributeView(Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }
}

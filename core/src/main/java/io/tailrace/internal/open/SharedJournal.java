package io.tailrace.internal.open;

import io.tailrace.CorruptJournalException;
import io.tailrace.JournalAccessException;
import io.tailrace.JournalClosedException;
import io.tailrace.JournalException;
import io.tailrace.JournalNotFoundException;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.memory.FileThreads;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.retain.RetentionRunner;
import io.tailrace.internal.seal.Sealer;
import io.tailrace.layout.ControlDescriptor;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all handles, appenders and readers of one journal share in this JVM: mapped pages, control file, lock file. A thousand readers map
 * a page once. Each user holds a share; the last one closes everything, so a handle may be closed before its readers are.
 */
final class SharedJournal {
    private static final Map<Object, SharedJournal> OPEN = new HashMap<>();

    private final Path directory;
    private final Object key;
    private final ControlFile readControl;
    private final PageCache pages;
    private @Nullable ControlFile writeControl;

    /** Of a journal that is only read here, for those who sleep. */
    private @Nullable ControlFile waitControl;

    private boolean waitRefused;
    private SharedLocks.@Nullable Shared locks;
    private @Nullable RetentionRunner retention;
    private @Nullable Sealer sealer;
    private int users;

    private SharedJournal(Path directory, Object key) throws IOException {
        this.directory = directory;
        this.key = key;
        this.readControl = ControlFile.open(controlPath(directory), false);
        this.pages = new PageCache(directory, readControl.geometry());
    }

    /**
     * Takes a share. On a file thread.
     *
     * @param waits whether it may leave word that it sleeps
     */
    static SharedJournal acquire(Path directory, boolean writable, boolean waits) throws IOException {
        synchronized (OPEN) {
            SharedJournal shared = null;
            try {
                Object key = key(directory);
                shared = OPEN.get(key);
                if (shared == null) {
                    shared = new SharedJournal(directory, key);
                    OPEN.put(key, shared);
                }
                shared.users++;
                if (writable && shared.writeControl == null) {
                    shared.openForWriting();
                }
                if (waits) {
                    shared.openToWait();
                }
                return shared;
            } catch (NoSuchFileException e) {
                giveBack(shared);
                throw new JournalNotFoundException(directory, "no journal here: create it first, or wait for it");
            } catch (AccessDeniedException e) {
                giveBack(shared);
                throw JournalAccessException.because(
                        Path.of(e.getFile()), writable ? "open for writing" : "open for reading", e);
            } catch (IOException | RuntimeException e) {
                giveBack(shared);
                throw e;
            }
        }
    }

    private static void giveBack(@Nullable SharedJournal shared) throws IOException {
        if (shared != null) {
            shared.release();
        }
    }

    private void openForWriting() throws IOException {
        ControlFile control = ControlFile.open(controlPath(directory), true);
        try {
            locks = SharedLocks.acquire(directory);
            writeControl = control;
            sealer = new Sealer(control, locks.file(), pages);
            retention = new RetentionRunner(control, locks.file(), pages, key, () -> share()::close);
        } finally {
            if (writeControl == null) {
                control.close();
            }
        }
    }

    /** Without the right to write there, who sleeps has to poll. */
    private void openToWait() {
        if (writeControl == null && waitControl == null && !waitRefused) {
            try {
                waitControl = ControlFile.open(controlPath(directory), true);
            } catch (IOException | JournalException e) {
                waitRefused = true;
            }
        }
    }

    /**
     * One more share.
     *
     * @throws JournalClosedException if the last one was given back: what it had mapped is not there any more
     */
    SharedJournal share() {
        synchronized (OPEN) {
            if (users == 0) {
                throw new JournalClosedException(directory, "the journal is closed");
            }
            users++;
            return this;
        }
    }

    private void release() throws IOException {
        synchronized (OPEN) {
            if (--users > 0) {
                return;
            }
            OPEN.remove(key, this);
            readControl.close();
            if (writeControl != null) {
                writeControl.close();
            }
            if (waitControl != null) {
                waitControl.close();
            }
            if (locks != null) {
                SharedLocks.release(locks);
            }
        }
    }

    /**
     * Gives a share back. The last one closes files, which is not for the caller's thread: a poll loop closes readers. Until that is done,
     * who opens the journal again joins what is still open.
     */
    void close() {
        synchronized (OPEN) {
            if (users > 1) {
                users--;
                return;
            }
        }
        FileThreads.start(() -> {
            release();
            return null;
        });
    }

    /**
     * Throws if another journal was made under the same name: a page of that one must not be taken for the next page of this one. If the
     * name is gone, the journal was deleted, and who has it mapped goes on until he closes.
     */
    void requireNotReplaced() {
        try {
            if (!key(directory).equals(key)) {
                throw new CorruptJournalException(
                        directory,
                        JournalException.NO_POSITION,
                        "the journal was replaced by another one of the same name; open it anew");
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw JournalAccessException.because(directory, "look at control", e);
        }
    }

    /** Throws if the journal was deleted, perhaps made anew: what it waits for can come from those alone who still have it open. */
    void requireThere() {
        try {
            if (key(directory).equals(key)) {
                return;
            }
        } catch (NoSuchFileException e) {
            throw deleted();
        } catch (IOException e) {
            throw JournalAccessException.because(directory, "look at control", e);
        }
        throw deleted();
    }

    private JournalException deleted() {
        return new JournalNotFoundException(directory, "the journal was deleted; open it anew");
    }

    /** An error as it is, unless the journal was deleted meanwhile, perhaps made anew: then that is the error. */
    JournalException explained(JournalException e) {
        try {
            if (key(directory).equals(key)) {
                return e;
            }
        } catch (NoSuchFileException missing) {
            // As below.
            e.addSuppressed(missing);
        } catch (IOException unknown) {
            e.addSuppressed(unknown);
            return e;
        }
        JournalException deleted = deleted();
        deleted.addSuppressed(e);
        return deleted;
    }

    Path directory() {
        return directory;
    }

    ControlFile control(boolean writable) {
        return writable ? Objects.requireNonNull(writeControl, "not opened for writing") : readControl;
    }

    /** Where to leave word that one sleeps; null if this process may not. */
    @Nullable
    ControlFile controlToWait() {
        synchronized (OPEN) {
            return writeControl != null ? writeControl : waitControl;
        }
    }

    /** Null if nobody here has the journal open for writing. */
    @Nullable
    LockFile lockIfOpen() {
        synchronized (OPEN) {
            return locks == null ? null : locks.file();
        }
    }

    LockFile lock() {
        return Objects.requireNonNull(locks, "not opened for writing").file();
    }

    long lockInode() {
        return Objects.requireNonNull(locks, "not opened for writing").inode();
    }

    PageCache pages() {
        return pages;
    }

    /** Removes pages, one pass at a time, for all who have the journal open here. */
    RetentionRunner retention() {
        return Objects.requireNonNull(retention, "not opened for writing");
    }

    /** Seals claims of a shared journal, for all who have it open here. */
    Sealer sealer() {
        return Objects.requireNonNull(sealer, "not opened for writing");
    }

    /** Which journal this is, whatever the directory's name leads to by now: file key of its {@code control}. */
    Object key() {
        return key;
    }

    private static Path controlPath(Path directory) {
        return directory.resolve(ControlDescriptor.FILE_NAME);
    }

    private static Object key(Path directory) throws IOException {
        return Files.readAttributes(controlPath(directory), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }
}

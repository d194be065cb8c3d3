package io.tailrace.internal.role;

import io.tailrace.JournalAccessException;
import io.tailrace.internal.control.LockFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether those live who have, or had, a byte of {@code lock}. What the kernel's table shows is held. What it does not show is free, unless
 * the owner may be of a PID namespace that the table does not cover: then who has the journal open for writing tries the byte, for a
 * moment, on its one channel, and who only reads does not know.
 */
public final class Owners {
    private final LockTable table;
    private final @Nullable LockFile lock;

    /** What can be told. */
    public enum Life {
        ALIVE,
        DEAD,
        /** It may live in another PID namespace, and no lock may be touched here. */
        UNKNOWN
    }

    private Owners(LockTable table, @Nullable LockFile lock) {
        this.table = table;
        this.lock = lock;
    }

    /**
     * Looks at all of a journal's.
     *
     * @param lock of who has the journal open for writing; null for who must not touch it
     */
    public static Owners read(Path journal, @Nullable LockFile lock) {
        return new Owners(LockTable.read(journal), lock);
    }

    /** Whether the table shows somebody. */
    public boolean isSeen(long position) {
        return table.isHeld(position);
    }

    /**
     * Whether a byte's owner lives.
     *
     * @param namespace the PID namespace of who said last that it has the byte, 0 if it did not say
     */
    public Life of(long position, long namespace) {
        if (isSeen(position)) {
            return Life.ALIVE;
        }
        if (ProcessIdentity.seesAllOf(namespace)) {
            return Life.DEAD;
        }
        if (lock == null) {
            return Life.UNKNOWN;
        }
        try {
            return lock.isHeld(position) ? Life.ALIVE : Life.DEAD;
        } catch (IOException e) {
            throw JournalAccessException.because(lock.path(), "tell who holds its locks", e);
        }
    }
}

package io.tailrace.reactor;

import io.tailrace.ConsumerActiveException;
import io.tailrace.Journal;
import io.tailrace.JournalInUseException;
import io.tailrace.JournalNotFoundException;
import io.tailrace.Reader;
import io.tailrace.ReaderOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One subscription's hold on a reader, and on its journal if that was opened for it. Never waits: an attempt opens, fails for good, or
 * asks for another one. For the loop's thread.
 */
final class ReaderLease {
    /** An owner that is about to leave: killed, or a subscription of this process that its own loop has still to free. */
    private static final long LEAVING_OWNER_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** An owner that lives: time enough for one that is being closed this moment, and not for more. */
    private static final long LIVING_OWNER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ReaderSource source;
    private final ReaderOptions options;

    private @Nullable Journal ownJournal;
    private @Nullable Reader reader;
    private boolean attempted;
    private boolean nameWasInUse;
    private long firstAttempt;
    private long nameInUseSince;

    ReaderLease(ReaderSource source) {
        this.source = source;
        // The loop must not wait for a name: the attempts do.
        this.options = source.readerOptions().takeoverTimeout(Duration.ZERO);
    }

    /**
     * Tries to open.
     *
     * @param now the loop's clock, in ns
     * @return true if it is open, false to try again later
     */
    boolean tryOpen(long now) {
        if (!attempted) {
            attempted = true;
            firstAttempt = now;
        }
        try {
            reader = journal().reader(options);
            return true;
        } catch (JournalNotFoundException e) {
            closeJournal();
            if (now - firstAttempt >= source.awaitNanos()) {
                throw e;
            }
        } catch (ConsumerActiveException | JournalInUseException e) {
            if (!nameWasInUse) {
                nameWasInUse = true;
                nameInUseSince = now;
            }
            boolean living = e instanceof ConsumerActiveException active && active.isEvidentlyAlive();
            if (now - nameInUseSince >= (living ? LIVING_OWNER_NANOS : LEAVING_OWNER_NANOS)) {
                throw e;
            }
        }
        return false;
    }

    Reader reader() {
        return Objects.requireNonNull(reader);
    }

    /** Stores the cursor, frees name, locks and mappings. Again it does nothing. */
    void close() {
        Reader open = reader;
        reader = null;
        try {
            if (open != null) {
                open.close();
            }
        } finally {
            closeJournal();
        }
    }

    private Journal journal() {
        if (source.journal() != null) {
            return source.journal();
        }
        if (ownJournal == null) {
            ownJournal = source.open();
        }
        return ownJournal;
    }

    private void closeJournal() {
        Journal open = ownJournal;
        ownJournal = null;
        if (open != null) {
            open.close();
        }
    }
}

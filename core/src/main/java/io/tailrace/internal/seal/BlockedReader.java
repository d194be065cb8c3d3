package io.tailrace.internal.seal;

import io.tailrace.JournalAccessException;
import io.tailrace.JournalException;
import io.tailrace.internal.memory.FileThreads;
import io.tailrace.internal.page.Events;
import io.tailrace.internal.page.PageCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A reader that stands before a claim. If it may write it has the claim sealed once that is due, in the background, and polls on; else it
 * waits for those who may. The page may be removed under it meanwhile: then nobody can seal there any more, and what follows is a gap.
 *
 * <p>One look at a time; for the reader's thread.
 */
public final class BlockedReader {
    /** A claim that is younger is being filled. */
    private static final long MOMENT_NANOS = 1_000_000L;

    private static final long AGAIN_NANOS = 5_000_000L;

    private final Path journal;
    private final @Nullable Sealer sealer;
    private final PageCache pages;
    private final Duration patience;
    private final Events events;
    private final Supplier<Runnable> hold;
    private long position;
    private long word;
    private long since;
    private long nextLook;

    /** A page that the last look did not find. */
    private volatile long goneIndex = -1;

    private volatile boolean looking;
    private volatile @Nullable Throwable failure;

    /**
     * @param sealer null for a reader that may not write
     * @param hold keeps what is used open, until what it gave is run
     */
    public BlockedReader(
            Path journal,
            @Nullable Sealer sealer,
            PageCache pages,
            Duration patience,
            Events events,
            Supplier<Runnable> hold) {
        this.journal = journal;
        this.sealer = sealer;
        this.pages = pages;
        this.patience = patience;
        this.events = events;
        this.hold = hold;
    }

    /**
     * The reader met a claim.
     *
     * @param index of the page that it is in
     * @return false if that page is not there any more
     * @throws JournalAccessException if the last look could not tell whether the writer lives; the next poll tries again
     * @throws JournalException if it met something else that keeps it from sealing: nobody waits for what nobody does
     */
    public boolean blocked(long index, long at, long claimed) {
        requireLookWorked();
        long now = System.nanoTime();
        if (at != position || claimed != word) {
            position = at;
            word = claimed;
            since = now;
            nextLook = now + MOMENT_NANOS;
        } else if (now - nextLook >= 0 && !looking) {
            nextLook = now + AGAIN_NANOS;
            look(index, now - since);
        }
        return index != goneIndex;
    }

    private void requireLookWorked() {
        Throwable failed = failure;
        failure = null;
        if (failed instanceof IOException e) {
            throw JournalAccessException.because(journal, "tell whether a writer lives", e);
        }
        if (failed instanceof RuntimeException e) {
            throw e;
        }
        if (failed instanceof Error e) {
            throw e;
        }
    }

    private void look(long index, long stoodNanos) {
        long at = position;
        long claimed = word;
        Runnable release = hold.get();
        looking = true;
        FileThreads.start(() -> {
            try {
                if (!Files.exists(pages.path(index), LinkOption.NOFOLLOW_LINKS)) {
                    goneIndex = index;
                } else if (sealer != null) {
                    sealer.sealIfDue(at, claimed, stoodNanos, patience, events);
                }
            } catch (Throwable e) {
                failure = e;
            } finally {
                looking = false;
                release.run();
            }
            return null;
        });
    }
}

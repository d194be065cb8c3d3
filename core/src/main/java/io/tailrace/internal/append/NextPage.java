package io.tailrace.internal.append;

import io.tailrace.JournalAccessException;
import io.tailrace.JournalClosedException;
import io.tailrace.internal.memory.FileThreads;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.PageMaker;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The page behind the one that is written: made, mapped and touched in the background while its predecessor fills, so that a switch costs
 * one store. A failure is kept until the page is needed; then it is tried again before it counts.
 *
 * <p>For the appender's thread.
 */
final class NextPage {
    private final Path journal;
    private final PageMaker maker;
    private final PageCache cache;
    private final Consumer<Runnable> beforeMaking;
    private @Nullable CompletableFuture<Page> pending;

    /** By the thread that makes it, or by who gives it up before. */
    private AtomicBoolean pendingTaken = new AtomicBoolean();

    /** Looked at by who makes the page. */
    private volatile boolean closed;

    /**
     * @param beforeMaking run on the thread that makes, each time: looks whether the journal is still the one that was opened, and
     *     makes room; runs what it gets each time that it waited, and ends with what that throws
     */
    NextPage(Path journal, PageMaker maker, PageCache cache, Consumer<Runnable> beforeMaking) {
        this.journal = journal;
        this.maker = maker;
        this.cache = cache;
        this.beforeMaking = beforeMaking;
    }

    /** Begins to prepare a page, unless that has begun already. */
    CompletableFuture<Page> prepare(long index) {
        CompletableFuture<Page> begun = pending;
        if (begun == null || begun.isCompletedExceptionally()) {
            AtomicBoolean taken = new AtomicBoolean();
            begun = FileThreads.startLong(() -> {
                if (!taken.compareAndSet(false, true)) {
                    throw givenUp();
                }
                return make(index);
            });
            pending = begun;
            pendingTaken = taken;
        }
        return begun;
    }

    private Page make(long index) throws IOException {
        requireOpen();
        beforeMaking.accept(this::requireOpen);
        maker.make(index, this::requireOpen);
        Page page = cache.acquireAhead(index, true);
        if (page == null) {
            // No damage: nothing of it was used, and nearly always it went with its journal.
            throw new NoSuchFileException(cache.path(index).toString(), null, "it vanished after it was made");
        }
        return page;
    }

    private void requireOpen() {
        if (closed) {
            throw givenUp();
        }
    }

    private JournalClosedException givenUp() {
        return new JournalClosedException(journal, "the appender is closed, and its next page was given up");
    }

    boolean hasBegun() {
        return pending != null;
    }

    boolean isReady() {
        CompletableFuture<Page> begun = pending;
        return begun != null && begun.isDone() && !begun.isCompletedExceptionally();
    }

    /** Waits for the page. */
    Page take(long index) {
        prepare(index);
        CompletableFuture<Page> begun = pending;
        try {
            Page page = FileThreads.await(begun);
            pending = null;
            return page;
        } catch (IOException e) {
            throw JournalAccessException.because(cache.path(index), "make the page", e);
        }
    }

    /**
     * Gives the page up that is being made, and waits for that: one block is written to its end, and what there is of the file removed. A page
     * that is there already stays for the next writer.
     */
    void close() {
        closed = true;
        CompletableFuture<Page> begun = pending;
        pending = null;
        if (begun != null) {
            begun.thenAccept(cache::release);
            if (pendingTaken.compareAndSet(false, true)) {
                // No thread has come to it, and there may be other journals' pages before it.
                begun.completeExceptionally(givenUp());
            } else {
                begun.handle((page, error) -> null).join();
            }
        }
    }
}

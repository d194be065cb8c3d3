package io.tailrace.internal.append;

import io.tailrace.CorruptJournalException;
import io.tailrace.JournalAccessException;
import io.tailrace.internal.memory.FileThreads;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.PageMaker;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The page behind the one that is written: made, mapped and touched in the background while its predecessor fills, so that a switch costs
 * one store. A failure is kept until the page is needed; then it is tried again before it counts.
 *
 * <p>For the appender's thread.
 */
final class NextPage {
    private final PageMaker maker;
    private final PageCache cache;
    private final Runnable beforeMaking;
    private final Supplier<Runnable> lease;
    private @Nullable CompletableFuture<Page> pending;

    /**
     * @param beforeMaking run on the thread that makes, each time: looks whether the journal is still the one that was opened
     * @param lease keeps the journal's files open and mapped until what it returns is run: the appender may be closed while a page of it
     *     is being made
     */
    NextPage(PageMaker maker, PageCache cache, Runnable beforeMaking, Supplier<Runnable> lease) {
        this.maker = maker;
        this.cache = cache;
        this.beforeMaking = beforeMaking;
        this.lease = lease;
    }

    /** Begins to prepare a page, unless that has begun already. */
    CompletionStage<Page> prepare(long index) {
        CompletableFuture<Page> begun = pending;
        if (begun == null || begun.isCompletedExceptionally()) {
            Runnable endOfLease = lease.get();
            begun = FileThreads.startLong(() -> {
                try {
                    return make(index);
                } finally {
                    endOfLease.run();
                }
            });
            pending = begun;
        }
        return begun;
    }

    private Page make(long index) throws IOException {
        beforeMaking.run();
        maker.make(index);
        Page page = cache.acquireAhead(index, true);
        if (page == null) {
            throw new CorruptJournalException(
                    cache.path(index),
                    Positions.of(index, 0, cache.geometry().pageBits()),
                    "the page vanished after it was made");
        }
        return page;
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

    /** Gives back what was prepared and not taken, when it is there; its file stays for the next writer. */
    void close() {
        CompletableFuture<Page> begun = pending;
        pending = null;
        if (begun != null) {
            begun.thenAccept(cache::release);
        }
    }
}

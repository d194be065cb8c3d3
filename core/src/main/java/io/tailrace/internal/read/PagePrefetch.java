package io.tailrace.internal.read;

import io.tailrace.JournalException;
import io.tailrace.internal.memory.FileThreads;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Maps and touches the page behind the one that is read, before it is entered. A reader that lags begins when it enters a page; one at
 * the tail may be there before the next page is, and looks again as it gets on.
 *
 * <p>For the reader's thread.
 */
final class PagePrefetch {
    /** A page that was not there yet is looked for again after this part of the current one. */
    private static final int RETRY_FRACTION = 8;

    private final PageCache cache;
    private final int retryStep;
    private @Nullable CompletableFuture<@Nullable Page> pending;
    private long index;
    private int lookAt;

    PagePrefetch(PageCache cache) {
        this.cache = cache;
        this.retryStep = cache.geometry().pageSize() / RETRY_FRACTION;
    }

    void entered(long current) {
        close();
        index = current + 1;
        lookAt = retryStep;
        pending = cache.prefetch(index, false);
    }

    /** Once a poll. */
    void reached(int offset) {
        if (offset >= lookAt) {
            lookAt = offset + retryStep;
            if (pending != null && pending.isDone() && isMissing(pending)) {
                pending = cache.prefetch(index, false);
            }
        }
    }

    private static boolean isMissing(CompletableFuture<@Nullable Page> done) {
        return done.isCompletedExceptionally() || done.getNow(null) == null;
    }

    /** The page, waited for if it is on its way. Null if there is none. */
    @Nullable
    Page take(long wanted) {
        CompletableFuture<@Nullable Page> begun = pending;
        if (begun != null && wanted == index) {
            pending = null;
            Page page = outcome(begun);
            if (page != null) {
                return page;
            }
        }
        return cache.acquire(wanted, false);
    }

    /** Null if it failed as well: that may be long ago, and what counts is whether the page can be mapped now. */
    private static @Nullable Page outcome(CompletableFuture<@Nullable Page> begun) {
        try {
            return FileThreads.await(begun);
        } catch (IOException | JournalException e) {
            return null;
        }
    }

    void close() {
        CompletableFuture<@Nullable Page> begun = pending;
        pending = null;
        if (begun != null) {
            begun.thenAccept(page -> {
                if (page != null) {
                    cache.release(page);
                }
            });
        }
    }
}

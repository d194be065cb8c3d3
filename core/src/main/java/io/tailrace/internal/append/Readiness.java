package io.tailrace.internal.append;

import io.tailrace.JournalClosedException;
import io.tailrace.internal.page.Page;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** When a frame is worth trying again: its page is there, and the gate open for it. */
final class Readiness {
    private Readiness() {}

    /**
     * For a frame that fits the page that is written: it waits for the gate, and one ahead that takes long, or cannot be made, is nothing to
     * it. Where the gate is open, for the page ahead, as long as the appender is open.
     */
    static CompletionStage<Void> inThisPage(CompletableFuture<Void> open, CompletableFuture<Page> ahead) {
        if (!open.isDone()) {
            return open.thenApply(gate -> gate);
        }
        return open.thenCombine(ahead.handle((page, error) -> requireNotClosed(error)), (gate, page) -> null);
    }

    private static @Nullable Void requireNotClosed(@Nullable Throwable error) {
        if (error instanceof JournalClosedException closed) {
            throw closed;
        }
        return null;
    }

    /** For a frame that goes to the next page: fails as soon as that cannot be made, whether the gate is open or not. */
    static CompletionStage<Void> inTheNextPage(CompletableFuture<Void> open, CompletableFuture<Page> next) {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        next.whenComplete((page, error) -> {
            if (error != null) {
                ready.completeExceptionally(error);
            } else {
                open.whenComplete((gate, failure) -> complete(ready, failure));
            }
        });
        return ready;
    }

    private static void complete(CompletableFuture<Void> future, @Nullable Throwable error) {
        if (error == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(error);
        }
    }
}

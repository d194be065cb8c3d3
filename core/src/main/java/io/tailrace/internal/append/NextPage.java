package io.tailrace.internal.append;

import io.tailrace.JournalAccessException;
import io.tailrace.JournalClosedException;
import io.tailrace.NoSpaceException;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.memory.FileThreads;
import io.tailrace.internal.page.Page;
import io.tailrace.internal.page.PageCache;
import io.tailrace.internal.page.PageMaker;
import io.tailrace.layout.Positions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private final ControlFile control;
    private final PageMaker maker;
    private final PageCache cache;
    private final Consumer<Runnable> beforeMaking;
    private @Nullable Pending pending;

    /** Those that were given up and may still be at work. */
    private final List<Pending> leaving = new ArrayList<>();

    /** One attempt at a page. */
    private static final class Pending {
        final long index;

        /** By the thread that makes it, or by who gives it up before. */
        final AtomicBoolean taken = new AtomicBoolean();

        final CompletableFuture<Page> page;

        /** Looked at by who makes the page. */
        volatile boolean givenUp;

        Pending(long index, CompletableFuture<Page> page) {
            this.index = index;
            this.page = page;
        }

        boolean isReady() {
            return page.isDone() && !page.isCompletedExceptionally();
        }
    }

    /**
     * @param beforeMaking run on the thread that makes, each time: looks whether the journal is still the one that was opened, and
     *     makes room; runs what it gets each time that it waited, and ends with what that throws
     */
    NextPage(Path journal, ControlFile control, PageMaker maker, PageCache cache, Consumer<Runnable> beforeMaking) {
        this.journal = journal;
        this.control = control;
        this.maker = maker;
        this.cache = cache;
        this.beforeMaking = beforeMaking;
    }

    /** Begins to prepare a page, unless that has begun already. */
    CompletableFuture<Page> prepare(long index) {
        Pending begun = pending;
        if (begun != null && begun.index != index) {
            giveUp();
            begun = null;
        }
        if (begun == null || begun.page.isCompletedExceptionally()) {
            begun = new Pending(index, new CompletableFuture<>());
            start(begun);
            pending = begun;
        }
        return begun.page;
    }

    private void start(Pending begun) {
        FileThreads.startLong(() -> {
                    if (!begun.taken.compareAndSet(false, true)) {
                        throw givenUp();
                    }
                    return make(begun);
                })
                .whenComplete((page, error) -> {
                    if (error != null) {
                        begun.page.completeExceptionally(error);
                    } else {
                        begun.page.complete(page);
                    }
                });
    }

    /** Null if the page was made, filled and removed by others meanwhile. */
    private @Nullable Page make(Pending begun) throws IOException {
        Runnable requireNeeded = () -> {
            if (begun.givenUp) {
                throw givenUp();
            }
        };
        requireNeeded.run();
        beforeMaking.accept(requireNeeded);
        if (isPassed(begun.index)) {
            return null;
        }
        try {
            maker.make(begun.index, requireNeeded);
        } catch (NoSpaceException e) {
            // Another writer may have had the room.
            if (!Files.exists(cache.path(begun.index))) {
                throw e;
            }
        }
        Page page = retained(cache.acquireAhead(begun.index, true));
        if (page == null && !isPassed(begun.index)) {
            throw vanished(begun.index);
        }
        return page;
    }

    /**
     * Gives a page back that lies below the floor: others have long left it. What was mapped may be the page as it was, or an empty one
     * of that name, made by who did not know yet; the second comes after a removal, and that after the floor was raised, so it shows here.
     */
    private @Nullable Page retained(@Nullable Page page) {
        if (page != null && isPassed(page.index())) {
            cache.release(page);
            return null;
        }
        return page;
    }

    private boolean isPassed(long index) {
        return Positions.pageIndex(control.floor(), cache.geometry().pageBits()) > index;
    }

    /** No damage: nothing of it was used, and nearly always it went with its journal. */
    private NoSuchFileException vanished(long index) {
        return new NoSuchFileException(cache.path(index).toString(), null, "it vanished after it was made");
    }

    private JournalClosedException givenUp() {
        return new JournalClosedException(journal, "the appender is closed, and its next page was given up");
    }

    boolean hasBegun() {
        return pending != null;
    }

    boolean isReady() {
        return pending != null && pending.isReady();
    }

    /** Whether the last attempt failed; the next one is begun by who needs the page. */
    boolean hasFailed() {
        return pending != null && pending.page.isCompletedExceptionally();
    }

    /** Waits for the page. */
    Page take(long index) {
        Page page = takeUnlessPassed(index);
        if (page == null) {
            throw JournalAccessException.because(cache.path(index), "make the page", vanished(index));
        }
        return page;
    }

    /** Waits for the page; null if others have left it behind meanwhile, and it was removed. */
    @Nullable
    Page takeUnlessPassed(long index) {
        CompletableFuture<Page> begun = prepare(index);
        try {
            Page page = FileThreads.await(begun);
            pending = null;
            return page;
        } catch (IOException e) {
            throw JournalAccessException.because(cache.path(index), "make the page", e);
        }
    }

    /**
     * A page that another writer's END leads to, so that it is there, unless it was removed.
     *
     * @return the page, to be given back; null if it is gone
     */
    @Nullable
    Page adopt(long index) {
        Pending begun = pending;
        if (begun != null && begun.index == index && begun.isReady()) {
            pending = null;
            return retained(begun.page.join());
        }
        giveUp();
        return retained(cache.acquire(index, true));
    }

    /** Takes a page back that {@link #take} gave and that was not entered. */
    void giveBack(Page page) {
        pending = new Pending(page.index(), CompletableFuture.completedFuture(page));
    }

    private void release(@Nullable Page page) {
        if (page != null) {
            cache.release(page);
        }
    }

    /** What is being prepared is not needed any more. */
    private void giveUp() {
        Pending begun = pending;
        pending = null;
        if (begun == null) {
            return;
        }
        begun.givenUp = true;
        begun.page.thenAccept(this::release);
        leaving.removeIf(left -> left.page.isDone());
        if (begun.taken.compareAndSet(false, true)) {
            // No thread has come to it, and there may be other journals' pages before it.
            begun.page.completeExceptionally(givenUp());
        } else {
            leaving.add(begun);
        }
    }

    /**
     * Gives the page up that is being made, and waits for that: one block is written to its end, and what there is of the file removed. A page
     * that is there already stays for the next writer.
     */
    void close() {
        giveUp();
        leaving.forEach(left -> left.page.handle((page, error) -> null).join());
    }
}

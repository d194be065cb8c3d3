package io.tailrace.internal.retain;

import io.tailrace.Pruned;
import io.tailrace.Retention;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.memory.FileThreads;
import io.tailrace.internal.page.Events;
import io.tailrace.internal.page.FileMaker;
import io.tailrace.internal.page.PageCache;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Removes pages for all handles of one journal in this JVM: one pass at a time, and one more if somebody asked meanwhile, however many
 * did. Any thread.
 */
public final class RetentionRunner {
    /** How long to wait for memory of pages that are removed already: until their last reader, on a busy machine, has unmapped them. */
    private static final long SPACE_PATIENCE_NANOS = 1_000_000_000L;

    private static final long SPACE_PAUSE_NANOS = 500_000L;

    private final ControlFile control;
    private final PageCache cache;
    private final PageRemover remover;
    private final Supplier<Runnable> lease;
    private final Set<Events> asking = new LinkedHashSet<>();
    private boolean running;

    /**
     * @param controlKey file key of {@code control}: which journal it is
     * @param lease keeps the journal's files open and mapped until what it returns is run
     */
    public RetentionRunner(
            ControlFile control, LockFile lock, PageCache cache, Object controlKey, Supplier<Runnable> lease) {
        this.control = control;
        this.cache = cache;
        this.remover = new PageRemover(control, lock, cache, controlKey);
        this.lease = lease;
    }

    /**
     * Begins to remove what may be removed now, in the background. By who holds a share of the journal; never waits, and fails for nobody:
     * whoever needs the room asks again.
     *
     * @param events told of what is removed
     */
    public void request(Events events) {
        if (control.retention().kind() == Retention.Kind.ALL) {
            return;
        }
        synchronized (asking) {
            if (asking.stream().noneMatch(events::tellsTheSame)) {
                asking.add(events);
            }
            if (running) {
                return;
            }
            running = true;
        }
        Runnable endOfLease = lease.get();
        FileThreads.startLong(() -> {
            try {
                removeUntilNobodyAsks();
            } finally {
                endOfLease.run();
            }
            return null;
        });
    }

    private void removeUntilNobodyAsks() {
        while (true) {
            Set<Events> told;
            synchronized (asking) {
                running = !asking.isEmpty();
                if (!running) {
                    return;
                }
                told = Set.copyOf(asking);
                asking.clear();
            }
            removeQuietly(told);
        }
    }

    /** Pages stay that may go: the next pass, or who waits for an answer, meets what is wrong again. */
    private void removeQuietly(Set<Events> told) {
        try {
            remove(told);
        } catch (Throwable e) {
            // Whatever it was, an error of the JVM included: who asks next must find somebody who removes.
            return;
        }
    }

    private synchronized Pruned remove(Set<Events> told) throws IOException {
        return remover.remove(told);
    }

    /** Removes what may be removed now. On a file thread. */
    public Pruned run(Events events) throws IOException {
        return remove(Set.of(events));
    }

    /**
     * Removes what may be removed now, before a page is made; where there is no room for it, again, until there is or the patience ends. A
     * page that was removed gives its memory back when the last process has left it, which is a moment behind the removal. On a file
     * thread for what takes long; while it waits, another one makes the pages of other journals.
     *
     * @param bytes what the page needs
     * @param whileWaiting run each time that this waited; what it throws ends the waiting
     */
    public void makeRoom(long bytes, Events events, Runnable whileWaiting) {
        Set<Events> told = Set.of(events);
        removeQuietly(told);
        if (control.retention().kind() == Retention.Kind.ALL) {
            return;
        }
        if (FileMaker.usableSpace(cache.directory()) < bytes) {
            FileThreads.waitOnLong(() -> awaitSpace(bytes, told, whileWaiting));
        }
    }

    private void awaitSpace(long bytes, Set<Events> told, Runnable whileWaiting) {
        long begin = System.nanoTime();
        do {
            LockSupport.parkNanos(SPACE_PAUSE_NANOS);
            whileWaiting.run();
            removeQuietly(told);
        } while (FileMaker.usableSpace(cache.directory()) < bytes && System.nanoTime() - begin < SPACE_PATIENCE_NANOS);
    }

    /** What {@link #run} would remove. Takes no lock and writes nothing. On a file thread. */
    public static Pruned preview(ControlFile control, PageCache cache, Object controlKey) throws IOException {
        return PageRemover.preview(control, cache, controlKey);
    }
}

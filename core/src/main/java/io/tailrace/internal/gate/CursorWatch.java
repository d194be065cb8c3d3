package io.tailrace.internal.gate;

import io.tailrace.ConsumerLostException;
import io.tailrace.ConsumerNotFoundException;
import io.tailrace.ConsumerWatch;
import io.tailrace.JournalClosedException;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.wake.Bell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the cursor of a named consumer. Reads only, in this order:
 *
 * <pre>
 *   cursor                volatile
 *   generation, state     acquire: who resets raises the generation before the cursor moves, who removes before the state
 * </pre>
 */
public final class CursorWatch implements ConsumerWatch {
    private final Path journal;
    private final ConsumerSlot slot;
    private final String name;
    private final int registration;
    private final @Nullable Bell bell;
    private final Supplier<Runnable> hold;
    private final Runnable onClose;
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(Comparator.comparingLong(Waiting::position));
    private boolean watched;
    private boolean closed;

    private record Waiting(long position, CompletableFuture<Void> passed) {}

    private CursorWatch(
            Path journal,
            ConsumerSlot slot,
            String name,
            int registration,
            @Nullable Bell bell,
            Supplier<Runnable> hold,
            Runnable onClose) {
        this.journal = journal;
        this.slot = slot;
        this.name = name;
        this.registration = registration;
        this.bell = bell;
        this.hold = hold;
        this.onClose = onClose;
    }

    /**
     * Finds the consumer.
     *
     * @param bell rung when cursors move; null if this process may not say that it waits
     * @param hold keeps the control file open, until what it gave is run
     * @param onClose run once; the control file is not looked at any more
     */
    public static CursorWatch of(
            Path journal,
            ControlFile control,
            String name,
            @Nullable Bell bell,
            Supplier<Runnable> hold,
            Runnable onClose) {
        for (int i = 0; i < control.geometry().consumerSlots(); i++) {
            ConsumerSlot slot = control.consumer(i);
            // Before the name: a slot that changes hands behind this is noticed by the first look.
            int registration = slot.registration();
            if (slot.isRegistered() && slot.name().equals(name)) {
                CursorWatch watch = new CursorWatch(journal, slot, name, registration, bell, hold, onClose);
                watch.requireGating();
                return watch;
            }
        }
        throw new ConsumerNotFoundException(journal, name);
    }

    @Override
    public String consumer() {
        return name;
    }

    @Override
    public synchronized long position() {
        if (closed) {
            throw watchClosed();
        }
        long cursor = slot.cursor();
        requireGating();
        return cursor;
    }

    private void requireGating() {
        if (slot.registration() != registration || !slot.isRegistered()) {
            throw new ConsumerLostException(
                    journal,
                    name,
                    "was removed or reset: what it had done of the frames that were appended is not known; watch it anew");
        }
        if (!slot.isGating()) {
            throw new ConsumerLostException(
                    journal,
                    name,
                    "does not gate, so it may pass frames that it never got; give it the policy gate, and watch it anew");
        }
    }

    private JournalClosedException watchClosed() {
        return new JournalClosedException(journal, "the watch of consumer \"" + name + "\" is closed");
    }

    @Override
    public boolean hasPassed(long position) {
        return position() > position;
    }

    @Override
    public CompletionStage<Void> whenPassed(long position) {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        synchronized (this) {
            try {
                if (hasPassed(position)) {
                    passed.complete(null);
                    return passed;
                }
            } catch (ConsumerLostException | JournalClosedException e) {
                return CompletableFuture.failedFuture(e);
            }
            if (!watched) {
                // First, for it may fail; it looks when this monitor is free.
                WatchThread.add(new Look(hold.get()));
                watched = true;
            }
            waiting.add(new Waiting(position, passed));
        }
        return passed;
    }

    /** One for all that are waited for. */
    private final class Look implements Watcher {
        private final Runnable release;

        Look(Runnable release) {
            this.release = release;
        }

        @Override
        public void forgotten() {
            release.run();
        }

        @Override
        public @Nullable Bell bell() {
            return bell;
        }

        @Override
        public Outcome look(long nanoTime) {
            List<Waiting> done = new ArrayList<>();
            Outcome outcome;
            synchronized (CursorWatch.this) {
                if (!closed) {
                    takePassed(done);
                }
                watched = !waiting.isEmpty();
                outcome = !watched ? Outcome.DONE : done.isEmpty() ? Outcome.NOTHING : Outcome.PROGRESS;
            }
            // Outside the monitor: whoever hears it may wait for another thread that uses this watch.
            done.forEach(each -> each.passed.complete(null));
            return outcome;
        }

        private void takePassed(List<Waiting> to) {
            long cursor = position();
            for (Waiting next = waiting.peek(); next != null && next.position < cursor; next = waiting.peek()) {
                to.add(waiting.remove());
            }
        }

        @Override
        public void failed(Throwable error) {
            fail(error);
        }
    }

    private void fail(Throwable error) {
        List<Waiting> failed;
        synchronized (this) {
            failed = new ArrayList<>(waiting);
            waiting.clear();
            watched = false;
        }
        failed.forEach(each -> each.passed.completeExceptionally(error));
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        onClose.run();
        fail(watchClosed());
        WatchThread.wakeUp();
    }
}

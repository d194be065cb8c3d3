package io.tailrace.internal.gate;

import io.tailrace.GateClosedException;
import io.tailrace.JournalException;
import io.tailrace.WriterFencedException;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.control.LockFile;
import io.tailrace.internal.page.Events;
import io.tailrace.internal.wake.Bell;
import io.tailrace.internal.wake.Sleeper;
import io.tailrace.internal.wake.Waitable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * How far the writer may go: never more than the capacity ahead of a consumer that gates. What was read of that is kept as one limit, which
 * only errs on the safe side: cursors move on without telling anybody, and all else that can lower it raises the watch word.
 *
 * <p>For the appender's thread.
 */
public final class Gate {
    private static final long SPIN_NANOS = 10_000L;
    private static final long YIELD_NANOS = 100_000L;
    private static final long SLEEP_NANOS = 5_000_000L;

    private final Path journal;
    private final ControlFile control;
    private final LockFile lock;
    private final Runnable journalThere;
    private final IntSupplier slot;
    private final Supplier<Runnable> hold;
    private final long timeoutNanos;
    private final GatingConsumers consumers;
    private final UnnamedReaders unnamed;
    private final GateSpell spell;
    private final List<GateWatcher> watchers = new ArrayList<>();
    private final Sleeper sleeper = new Sleeper();
    private final List<Room> room = List.of(new Room());
    private long watch;
    private long limit;

    /**
     * @param slot the writer's, where it says what it waits for; asked for each wait, by any thread
     * @param watch the watch word as it was when the role was taken; in a shared journal before the tail is gone on from
     * @param timeout how long an append waits
     * @param journalThere throws if the journal was deleted: nobody new can come who reads on, or lets the writer go on
     * @param hold keeps the control file open, until what it gave is run
     */
    public Gate(
            Path journal,
            ControlFile control,
            LockFile lock,
            IntSupplier slot,
            long watch,
            Duration timeout,
            Events events,
            Runnable journalThere,
            Supplier<Runnable> hold) {
        this.journal = journal;
        this.control = control;
        this.lock = lock;
        this.slot = slot;
        this.hold = hold;
        this.journalThere = journalThere;
        this.timeoutNanos = timeout.toNanos();
        this.consumers = new GatingConsumers(control);
        this.unnamed = new UnnamedReaders(control, lock, consumers);
        this.spell = new GateSpell(control, events, consumers);
        this.watch = watch;
        this.limit = consumers.limit();
    }

    /** What an append waits for. */
    private final class Room implements Waitable {
        private long end;

        @Override
        public Bell bell() {
            return control.roomBell();
        }

        @Override
        public State look() {
            return isOpen(end) ? State.READY : State.IDLE;
        }
    }

    /** The watch word that the limit is of: as long as it stands, nothing came that could lower the limit. */
    public long watch() {
        return watch;
    }

    /** The position that no frame may reach beyond. */
    public long limit() {
        return limit;
    }

    /**
     * Reads the limit anew.
     *
     * @throws WriterFencedException if somebody took over
     */
    public void look() {
        long found = control.watch();
        if (isFencedBy(found)) {
            throw new WriterFencedException(journal, ControlFile.epoch(watch), ControlFile.epoch(found));
        }
        adopt(found);
    }

    /** The word first, then what it stands for: a change behind this scan raises the word beyond the one that was adopted. */
    private void adopt(long found) {
        watch = found;
        limit = consumers.limit();
    }

    private boolean isFencedBy(long found) {
        return ControlFile.epoch(found) != ControlFile.epoch(watch);
    }

    /** Whether a frame may end there now. True for a writer that was fenced as well: it has nothing to wait for. */
    public boolean isOpen(long end) {
        long found = control.watch();
        if (isFencedBy(found)) {
            return true;
        }
        if (found != watch || end > limit) {
            adopt(found);
            if (end > limit) {
                unnamed.freeDead(System.nanoTime());
                limit = consumers.limit();
            }
        }
        return end <= limit;
    }

    /**
     * Waits until a frame may be appended.
     *
     * @param position where it begins
     * @param end where it ends
     * @throws GateClosedException if that takes longer than the timeout, or the thread is interrupted, which it then still is
     * @throws WriterFencedException if somebody took over
     * @throws io.tailrace.JournalNotFoundException if the journal was deleted
     */
    public void await(long position, long end) {
        look();
        if (end <= limit) {
            return;
        }
        long begin = System.nanoTime();
        GateNote note = null;
        try {
            while (true) {
                long now = System.nanoTime();
                unnamed.freeDead(now);
                look();
                if (end <= limit) {
                    return;
                }
                long waited = now - begin;
                if (waited >= timeoutNanos || Thread.currentThread().isInterrupted()) {
                    requireOpen(position, waited);
                } else if (waited >= YIELD_NANOS) {
                    if (note == null) {
                        note = new GateNote(control, slot.getAsInt(), spell, journalThere, end, begin);
                    }
                    note.keep(now);
                }
                pause(waited, end);
            }
        } finally {
            sleeper.reset();
            if (note != null) {
                note.takeBack();
            }
        }
    }

    /** If the one who held it up left just now, the next look finds it open. */
    private void requireOpen(long position, long waited) {
        ConsumerSlot furthest = consumers.furthestBehind();
        if (furthest != null) {
            journalThere.run();
            throw new GateClosedException(
                    journal,
                    position,
                    furthest.label(),
                    furthest.cursor(),
                    control.capacity(),
                    Duration.ofNanos(waited));
        }
    }

    private void pause(long waited, long end) {
        if (waited < SPIN_NANOS) {
            Thread.onSpinWait();
        } else if (waited < YIELD_NANOS) {
            Thread.yield();
        } else {
            room.get(0).end = end;
            sleeper.prepare();
            try {
                sleeper.sleep(room, Math.min(SLEEP_NANOS, timeoutNanos - waited));
            } finally {
                sleeper.awake();
            }
        }
    }

    /** Completed, by the watch thread, when a frame may end there; or when somebody took over, which append tells. */
    public CompletableFuture<Void> whenOpen(long end) {
        if (isOpen(end)) {
            return CompletableFuture.completedFuture(null);
        }
        watchers.removeIf(watcher -> watcher.opened().isDone());
        for (GateWatcher watcher : watchers) {
            if (watcher.end() == end) {
                return watcher.opened();
            }
        }
        Runnable release = hold.get();
        long now = System.nanoTime();
        GateNote note = new GateNote(control, slot.getAsInt(), spell, journalThere, end, now);
        note.keep(now);
        GateWatcher watcher = new GateWatcher(
                control,
                consumers,
                new UnnamedReaders(control, lock, consumers),
                note,
                ControlFile.epoch(watch),
                end,
                release);
        watchers.add(watcher);
        WatchThread.add(watcher);
        return watcher.opened();
    }

    /** Ends all waits. When this returned, the control file is not looked at any more. */
    public void close(JournalException reason) {
        watchers.forEach(watcher -> watcher.failed(reason));
        watchers.clear();
        sleeper.close();
    }
}

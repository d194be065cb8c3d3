package io.tailrace.internal.gate;

import io.tailrace.internal.control.ControlFile;
import io.tailrace.internal.wake.Bell;
import java.util.concurrent.CompletableFuture;

/** Waits at the gate for a writer whose thread must not. */
final class GateWatcher implements Watcher {
    private final ControlFile control;
    private final GatingConsumers consumers;
    private final UnnamedReaders unnamed;
    private final GateNote note;
    private final long epoch;
    private final Bell bell;
    private final long end;
    private final Runnable release;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private boolean ended;

    /** @param release gives back what keeps the control file open */
    GateWatcher(
            ControlFile control,
            GatingConsumers consumers,
            UnnamedReaders unnamed,
            GateNote note,
            long epoch,
            long end,
            Runnable release) {
        this.control = control;
        this.bell = control.roomBell();
        this.consumers = consumers;
        this.unnamed = unnamed;
        this.note = note;
        this.epoch = epoch;
        this.end = end;
        this.release = release;
    }

    CompletableFuture<Void> opened() {
        return opened;
    }

    long end() {
        return end;
    }

    @Override
    public Bell bell() {
        return bell;
    }

    @Override
    public Outcome look(long nanoTime) {
        synchronized (this) {
            if (ended) {
                return Outcome.DONE;
            }
            // Who was fenced hears it from append.
            if (!opened.isDone() && ControlFile.epoch(control.watch()) == epoch && isClosed(nanoTime)) {
                note.keep(nanoTime);
                return Outcome.NOTHING;
            }
            ended = true;
            note.takeBack();
        }
        // Outside the monitor: whoever hears it may close the appender on another thread and wait for that.
        opened.complete(null);
        return Outcome.DONE;
    }

    private boolean isClosed(long nanoTime) {
        if (end <= consumers.limit()) {
            return false;
        }
        unnamed.freeDead(nanoTime);
        return end > consumers.limit();
    }

    /** Ends it. When this returned, the control file is not looked at any more. */
    @Override
    public void failed(Throwable reason) {
        try {
            synchronized (this) {
                if (!ended) {
                    ended = true;
                    note.takeBack();
                }
            }
        } finally {
            opened.completeExceptionally(reason);
            WatchThread.wakeUp();
        }
    }

    @Override
    public void forgotten() {
        release.run();
    }
}

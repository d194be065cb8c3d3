package io.tailrace.internal.page;

import io.tailrace.JournalListener;
import io.tailrace.PausedReason;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a listener what happens, one call at a time and in order, on a thread that is there as long as there is something to
 * tell: nobody who appends, polls or makes pages waits for it.
 */
public final class Events {
    private final Path journal;
    private final @Nullable JournalListener listener;
    private final Queue<Consumer<JournalListener>> waiting = new ArrayDeque<>();
    private boolean running;

    public Events(Path journal, @Nullable JournalListener listener) {
        this.journal = journal;
        this.listener = listener;
    }

    /** Whether both tell one listener, which two handles may have: what happened once is told to it once. */
    public boolean tellsTheSame(Events other) {
        return listener == other.listener;
    }

    public void pageMade(long index, long nanos) {
        tell(l -> l.onPageMade(journal, index, nanos));
    }

    public void pageSwitched(long index) {
        tell(l -> l.onPageSwitched(journal, index));
    }

    public void takeover(long previousPid, long epoch) {
        tell(l -> l.onTakeover(journal, previousPid, epoch));
    }

    public void spaceShort(long needed, long available) {
        tell(l -> l.onSpaceShort(journal, needed, available));
    }

    public void pageUnlinked(long index) {
        tell(l -> l.onPageUnlinked(journal, index));
    }

    public void gateClosed(String consumer, long cursor) {
        tell(l -> l.onGateClosed(journal, consumer, cursor));
    }

    public void gateOpened(long nanos) {
        tell(l -> l.onGateOpened(journal, nanos));
    }

    public void evicted(String consumer, long from, long to) {
        tell(l -> l.onEvicted(journal, consumer, from, to));
    }

    public void sealed(long position, long pid, boolean alive) {
        tell(l -> l.onSealed(journal, position, pid, alive));
    }

    public void paused(String consumer, PausedReason reason, long position) {
        tell(l -> l.onPaused(journal, consumer, reason, position));
    }

    public void resumed(String consumer) {
        tell(l -> l.onResumed(journal, consumer));
    }

    private synchronized void tell(Consumer<JournalListener> event) {
        if (listener == null) {
            return;
        }
        waiting.add(event);
        if (!running) {
            running = true;
            Thread thread = new Thread(this::drain, "tailrace-events");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void drain() {
        while (true) {
            Consumer<JournalListener> event;
            synchronized (this) {
                event = waiting.poll();
                if (event == null) {
                    running = false;
                    return;
                }
            }
            try {
                event.accept(listener);
            } catch (Throwable e) {
                // Promised: what a listener throws is ignored, it must not stop pages from being made.
                continue;
            }
        }
    }
}

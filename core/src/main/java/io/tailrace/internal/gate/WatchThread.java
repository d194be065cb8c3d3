package io.tailrace.internal.gate;

import io.tailrace.internal.wake.Bell;
import io.tailrace.internal.wake.Sleeper;
import io.tailrace.internal.wake.Waitable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of this JVM that looks for those who must not wait themselves, for all journals. A daemon that starts with the first who
 * waits and ends some time after the last. It sleeps until one of those is woken.
 */
final class WatchThread {
    static final String NAME = "tailrace-watch";

    /** Also how late it is for a ring that was missed. */
    private static final long LONGEST_SLEEP_NANOS = 5_000_000L;

    /** After a sleep that failed, so that it does not fail again and again in vain. */
    private static final long PAUSE_NANOS = 1_000_000L;

    /** So that one who waits again and again needs no new thread each time. */
    private static final long IDLE_NANOS = 100_000_000L;

    private static final Sleeper SLEEPER = new Sleeper();
    private static final List<Entry> ADDED = new ArrayList<>();
    private static @Nullable Thread thread;

    private WatchThread() {}

    private static final class Entry implements Waitable {
        final Watcher watcher;
        private boolean isDone;

        Entry(Watcher watcher) {
            this.watcher = watcher;
        }

        boolean forgetIfDone() {
            if (isDone) {
                try {
                    watcher.forgotten();
                } catch (Throwable e) {
                    // No thread to close files on, say. Those who wait for other things rely on this one.
                    return true;
                }
            }
            return isDone;
        }

        @Override
        public @Nullable Bell bell() {
            return watcher.bell();
        }

        @Override
        public State look() {
            try {
                Watcher.Outcome outcome = isDone ? Watcher.Outcome.DONE : watcher.look(System.nanoTime());
                isDone = outcome == Watcher.Outcome.DONE;
                if (outcome == Watcher.Outcome.PROGRESS) {
                    SLEEPER.reset();
                }
                return outcome == Watcher.Outcome.NOTHING ? State.IDLE : State.READY;
            } catch (Throwable e) {
                isDone = true;
                fail(e);
                return State.READY;
            }
        }

        private void fail(Throwable e) {
            try {
                watcher.failed(e);
            } catch (Throwable again) {
                // Those who wait were told; perhaps its control file was truncated.
                if (again != e) {
                    e.addSuppressed(again);
                }
            }
        }
    }

    /** Looks from now on, until the watcher is done. */
    static void add(Watcher watcher) {
        synchronized (ADDED) {
            if (thread == null) {
                Thread started = new Thread(WatchThread::run, NAME);
                started.setDaemon(true);
                // Which fails if there are too many; then the next one who comes tries again.
                started.start();
                thread = started;
            }
            ADDED.add(new Entry(watcher));
        }
        SLEEPER.wakeUp();
    }

    /** A watcher was ended by somebody else, who waits until it is forgotten. */
    static void wakeUp() {
        SLEEPER.wakeUp();
    }

    private static void run() {
        List<Entry> entries = new ArrayList<>();
        long idleSince = System.nanoTime();
        while (true) {
            SLEEPER.prepare();
            synchronized (ADDED) {
                if (!ADDED.isEmpty()) {
                    entries.addAll(ADDED);
                    ADDED.clear();
                }
                if (!entries.isEmpty()) {
                    idleSince = System.nanoTime();
                } else if (System.nanoTime() - idleSince >= IDLE_NANOS) {
                    SLEEPER.close();
                    thread = null;
                    return;
                }
            }
            if (entries.isEmpty()) {
                SLEEPER.reset();
            }
            sleep(entries);
            SLEEPER.awake();
            if (entries.removeIf(Entry::forgetIfDone)) {
                SLEEPER.reset();
            }
            // Whoever was told may have interrupted this thread: then it would not sleep again.
            Thread.interrupted();
        }
    }

    /** Which looks at all of them. Whatever one journal throws, those who wait for others rely on this thread. */
    private static void sleep(List<Entry> entries) {
        try {
            SLEEPER.sleep(entries, entries.isEmpty() ? IDLE_NANOS : LONGEST_SLEEP_NANOS);
        } catch (Throwable e) {
            entries.forEach(Entry::look);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}

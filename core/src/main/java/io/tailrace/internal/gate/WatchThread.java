package io.tailrace.internal.gate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of this JVM that looks for those who must not wait themselves, for all journals. A daemon that starts with the first who
 * waits and ends some time after the last. It looks often at first, then less: who waits long can wait a millisecond longer.
 */
final class WatchThread {
    static final String NAME = "tailrace-watch";

    private static final long FIRST_INTERVAL_NANOS = 50_000L;
    private static final long LAST_INTERVAL_NANOS = 1_000_000L;

    /** So that one who waits again and again needs no new thread each time. */
    private static final long IDLE_NANOS = 100_000_000L;

    private static final List<Entry> ADDED = new ArrayList<>();
    private static @Nullable Thread thread;

    private WatchThread() {}

    private static final class Entry {
        final Watcher watcher;
        long interval = FIRST_INTERVAL_NANOS;
        long due;

        Entry(Watcher watcher, long due) {
            this.watcher = watcher;
            this.due = due;
        }

        /** Whether this was the last look. */
        boolean isDone(long now) {
            try {
                Watcher.Outcome outcome = watcher.look(now);
                interval = outcome == Watcher.Outcome.PROGRESS
                        ? FIRST_INTERVAL_NANOS
                        : Math.min(LAST_INTERVAL_NANOS, interval + interval / 4);
                due = now + interval;
                return outcome == Watcher.Outcome.DONE;
            } catch (Throwable e) {
                watcher.failed(e);
                return true;
            }
        }
    }

    /** Looks from now on, until the watcher is done. */
    static void add(Watcher watcher) {
        synchronized (ADDED) {
            ADDED.add(new Entry(watcher, System.nanoTime() + FIRST_INTERVAL_NANOS));
            if (thread == null) {
                thread = new Thread(WatchThread::run, NAME);
                thread.setDaemon(true);
                thread.start();
            } else {
                LockSupport.unpark(thread);
            }
        }
    }

    private static void run() {
        List<Entry> entries = new ArrayList<>();
        long idleSince = System.nanoTime();
        while (true) {
            long now = System.nanoTime();
            synchronized (ADDED) {
                entries.addAll(ADDED);
                ADDED.clear();
                if (!entries.isEmpty()) {
                    idleSince = now;
                } else if (now - idleSince >= IDLE_NANOS) {
                    thread = null;
                    return;
                }
            }
            LockSupport.parkNanos(lookAtAll(entries, now));
            // Whoever was told may have interrupted this thread: then it would not park again.
            Thread.interrupted();
        }
    }

    /** Gives how long there is nothing to do. */
    private static long lookAtAll(List<Entry> entries, long now) {
        long pause = entries.isEmpty() ? IDLE_NANOS : LAST_INTERVAL_NANOS;
        for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
            Entry entry = each.next();
            if (entry.due - now <= 0 && entry.isDone(now)) {
                each.remove();
            } else {
                pause = Math.min(pause, entry.due - now);
            }
        }
        return pause;
    }
}

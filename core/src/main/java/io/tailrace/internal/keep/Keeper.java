package io.tailrace.internal.keep;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of this JVM that looks after what is held, once a second, for all journals. A daemon that starts with the first task and
 * ends some time after the last. Any thread may add and close.
 */
public final class Keeper {
    static final String NAME = "tailrace-keeper";

    private static final long PERIOD_NANOS = 1_000_000_000L;

    private static final List<Handle> TASKS = new ArrayList<>();
    private static @Nullable Thread thread;

    private Keeper() {}

    /**
     * A task that is done once a second, until it is closed. Ticks never overlap: a handle's monitor is held during its tick, and taken by
     * {@code close}.
     */
    public static final class Handle implements AutoCloseable {
        private final Runnable tick;
        private boolean closed;

        private Handle(Runnable tick) {
            this.tick = tick;
        }

        private synchronized void tick() {
            if (closed) {
                return;
            }
            try {
                tick.run();
            } catch (Throwable e) {
                // What one task meets is no reason to leave the others alone; it has its next turn in a second.
                return;
            }
        }

        /**
         * Ends the task. When this returns, its tick does not run and will not run again; called from inside the tick, this one is the last.
         * Who calls it must not hold what the tick waits for.
         */
        @Override
        public void close() {
            synchronized (this) {
                closed = true;
            }
            remove(this);
        }
    }

    /** Ticks once a second from now on, after the tasks that were added before; the first time within a second or so. */
    public static Handle add(Runnable tick) {
        Handle handle = new Handle(tick);
        synchronized (TASKS) {
            TASKS.add(handle);
            if (thread == null) {
                // Lives longer than who happens to start it: inherits nothing of it.
                Thread keeper = new Thread(null, Keeper::run, NAME, 0, false);
                keeper.setDaemon(true);
                keeper.start();
                thread = keeper;
            }
        }
        return handle;
    }

    private static void remove(Handle handle) {
        synchronized (TASKS) {
            TASKS.remove(handle);
        }
    }

    private static void run() {
        while (true) {
            long begin = System.nanoTime();
            for (long left = PERIOD_NANOS; left > 0; left = begin + PERIOD_NANOS - System.nanoTime()) {
                LockSupport.parkNanos(left);
                // A tick may have left this thread interrupted: then it would not park again.
                Thread.interrupted();
            }
            List<Handle> tasks;
            synchronized (TASKS) {
                if (TASKS.isEmpty()) {
                    thread = null;
                    return;
                }
                tasks = List.copyOf(TASKS);
            }
            tasks.forEach(Handle::tick);
        }
    }
}

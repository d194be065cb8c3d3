package io.tailrace.reactor;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Says which one of several may append. Who has it keeps it, at the cost of one volatile read a frame, until somebody asks. Those who ask
 * get it in their order, for a batch each. No thread ever waits: who cannot have it is told when it gets it.
 *
 * <p><b>Threading:</b> any thread; each holder's own calls one at a time.
 */
final class Baton {
    /** Stands for a thread between two holders. */
    private static final Holder NOBODY_YET = new Holder() {
        @Override
        public void poke() {}

        @Override
        public void granted() {}

        @Override
        public void wake() {}
    };

    private static final AtomicReferenceFieldUpdater<Baton, Holder> HOLDER =
            AtomicReferenceFieldUpdater.newUpdater(Baton.class, Holder.class, "holder");
    private static final AtomicIntegerFieldUpdater<Baton> ASKING =
            AtomicIntegerFieldUpdater.newUpdater(Baton.class, "asking");

    private final Queue<Holder> waiting = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Holder holder;

    /** Raised before one is queued, lowered after one left: never less than are queued. */
    private volatile int asking;

    /** One that may append when it has the baton. No method waits. */
    interface Holder {
        /** Somebody asks. Called on its thread: who has nothing to append passes the baton on. */
        void poke();

        /** The baton is here. Called on the thread of who had it. */
        void granted();

        /** Something that concerns all has changed. Called on any thread. */
        void wake();
    }

    /** True if the asker has it now; else it is told later, once. */
    boolean take(Holder asker) {
        // Nobody overtakes those who wait.
        if (asking == 0 && HOLDER.compareAndSet(this, null, asker)) {
            return true;
        }
        enqueue(asker);
        if (HOLDER.compareAndSet(this, null, NOBODY_YET)) {
            pass();
        } else {
            Holder asked = holder;
            // If it changed hands meanwhile, the new holder got it after the asker was queued, and sees that.
            if (asked != null) {
                asked.poke();
            }
        }
        return false;
    }

    /** Gives it to who waits longest, or to nobody. For who has it. */
    void pass() {
        while (true) {
            Holder next = waiting.poll();
            if (next != null) {
                ASKING.decrementAndGet(this);
                holder = next;
                next.granted();
                return;
            }
            holder = null;
            // Who was queued between the look and the store saw that somebody has it.
            if (waiting.isEmpty() || !HOLDER.compareAndSet(this, null, NOBODY_YET)) {
                return;
            }
        }
    }

    /** Gives it on, and queues behind all who wait. For who has it. */
    void passAndAsk(Holder asker) {
        enqueue(asker);
        pass();
    }

    /** False if it is too late: the baton comes, or came. */
    boolean withdraw(Holder asker) {
        boolean removed = waiting.remove(asker);
        if (removed) {
            ASKING.decrementAndGet(this);
        }
        return removed;
    }

    boolean isContended() {
        return asking != 0;
    }

    void wakeWaiting() {
        waiting.forEach(Holder::wake);
    }

    private void enqueue(Holder asker) {
        ASKING.incrementAndGet(this);
        waiting.add(asker);
    }
}

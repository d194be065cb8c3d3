package io.tailrace.stress.waiting;

import io.tailrace.Reader;
import io.tailrace.WakeableIdleStrategy;
import io.tailrace.internal.wake.Sleeper;
import io.tailrace.internal.wake.Waitable;
import java.util.List;
import org.agrona.concurrent.IdleStrategy;

/** As {@link WakeableIdleStrategy}, without its naps: every sleep is for the whole bound. */
final class FullBoundIdle implements IdleStrategy, AutoCloseable {
    private final List<Waitable> reader;
    private final Sleeper sleeper = new Sleeper();
    private boolean idling;
    private long idleSince;

    FullBoundIdle(Reader reader) {
        this.reader = List.of((Waitable) reader);
    }

    Sleeper sleeper() {
        return sleeper;
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        long now = System.nanoTime();
        if (!idling) {
            idling = true;
            idleSince = now;
        }
        if (now - idleSince < SideBellIdle.SPIN_NANOS) {
            Thread.onSpinWait();
            return;
        }
        sleeper.prepare();
        try {
            sleeper.sleep(reader, WakeableIdleStrategy.DEFAULT_BOUND.toNanos());
        } finally {
            sleeper.awake();
        }
    }

    @Override
    public void reset() {
        idling = false;
        sleeper.reset();
    }

    @Override
    public void close() {
        sleeper.close();
    }
}

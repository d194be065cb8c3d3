package io.tailrace.reactor;

import io.tailrace.WaitSet;
import io.tailrace.WakeableIdleStrategy;
import java.time.Duration;
import java.util.Objects;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/** Turns whenever the user's own runner, invoker or duty cycle calls its agent. */
final class InvokedDriver implements LoopDriver, Agent {
    private static final int ATTEMPTS_PER_TURN = 4;

    private final String name;
    private final DutyCycle cycle = new DutyCycle(ATTEMPTS_PER_TURN);

    /** Orders add and dispose, so that whatever was added is there to be aborted. */
    private final Object lock = new Object();

    private volatile boolean disposed;

    /** The one that is about to sleep, or did so last; null if the user idles otherwise. */
    private volatile @Nullable WakeableIdleStrategy sleeping;

    InvokedDriver(String name) {
        this.name = name;
    }

    @Override
    public void add(JournalSubscription<?> subscription) {
        synchronized (lock) {
            if (disposed) {
                throw LoopDriver.disposed(name);
            }
            cycle.add(subscription);
        }
        wakeUp();
    }

    @Override
    public Agent agent() {
        return this;
    }

    @Override
    public WakeableIdleStrategy idleStrategy(Duration bound) {
        WakeableIdleStrategy[] made = new WakeableIdleStrategy[1];
        made[0] = new WakeableIdleStrategy(bound, waits -> mayRest(Objects.requireNonNull(made[0]), waits));
        return made[0];
    }

    private boolean mayRest(WakeableIdleStrategy idle, WaitSet waits) {
        if (sleeping != idle) {
            // Before the looks: a note that comes behind them finds it.
            sleeping = idle;
        }
        return (!disposed || cycle.isEmpty()) && cycle.mayRest(System.nanoTime(), waits);
    }

    @Override
    public void wakeUp() {
        WakeableIdleStrategy idle = sleeping;
        if (idle != null) {
            idle.wake();
        }
    }

    @Override
    public @Nullable String wokenBy() {
        WakeableIdleStrategy idle = sleeping;
        return idle == null ? null : idle.wokenBy().toString();
    }

    @Override
    public int doWork() {
        if (disposed) {
            cycle.abort(LoopDriver.disposed(name));
            return 0;
        }
        return cycle.turn(System.nanoTime());
    }

    @Override
    public void onClose() {
        dispose();
        cycle.abort(LoopDriver.disposed(name));
        WakeableIdleStrategy idle = sleeping;
        if (idle != null) {
            idle.close();
        }
    }

    @Override
    public String roleName() {
        return name;
    }

    @Override
    public void dispose() {
        synchronized (lock) {
            disposed = true;
        }
        wakeUp();
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }
}

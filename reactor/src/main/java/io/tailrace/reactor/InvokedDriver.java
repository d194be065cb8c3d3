package io.tailrace.reactor;

import org.agrona.concurrent.Agent;

/** Turns whenever the user's own runner, invoker or duty cycle calls its agent. */
final class InvokedDriver implements LoopDriver, Agent {
    private static final int ATTEMPTS_PER_TURN = 4;

    private final String name;
    private final DutyCycle cycle = new DutyCycle(ATTEMPTS_PER_TURN);

    /** Orders add and dispose, so that whatever was added is there to be aborted. */
    private final Object lock = new Object();

    private volatile boolean disposed;

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
    }

    @Override
    public Agent agent() {
        return this;
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
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }
}

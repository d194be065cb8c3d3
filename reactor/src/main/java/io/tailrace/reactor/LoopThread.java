package io.tailrace.reactor;

import reactor.core.scheduler.NonBlocking;

/** A thread that polls for others too: whoever blocks on it gets an error of Reactor, not a standstill. */
final class LoopThread extends Thread implements NonBlocking {
    LoopThread(Runnable target, String name) {
        super(target, name);
        setDaemon(true);
    }
}

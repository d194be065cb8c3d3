package io.tailrace.reactor;

import reactor.core.Scannable;

/** Asks a subscription why it does not go on. */
final class PausedAttr extends Scannable.Attr<String> {
    static final Scannable.Attr<String> PAUSED = new PausedAttr();

    private PausedAttr() {
        super(null);
    }
}

package io.tailrace.reactor;

import reactor.core.Scannable;

/** Asks a subscription how its loop's sleep ends when there are frames. */
final class WokenByAttr extends Scannable.Attr<String> {
    static final Scannable.Attr<String> WOKEN_BY = new WokenByAttr();

    private WokenByAttr() {
        super(null);
    }
}

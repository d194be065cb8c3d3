package io.tailrace.reactor;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One sender's use of the {@link Baton}. Of who holds that sender's {@code wip}, but for {@link #grant}.
 */
final class Turn {
    /** What a turn is at least while others wait: enough to make handing over cheap, few enough to wait for. */
    static final int BATCH = 64;

    /** What the thread that brings the baton has to know. */
    private enum Place {
        /** Not in the line: nobody brings it. */
        NONE,
        /** In the line. */
        ASKED,
        /** In the line, but busy, or gone: who brings the baton takes it on to the next. */
        ASIDE,
        /** It was brought, and nobody has looked yet. */
        GRANTED
    }

    private final Baton.Holder holder;
    private final AtomicReference<Place> place = new AtomicReference<>(Place.NONE);
    private @Nullable Baton baton;
    private boolean mine;
    private int appended;

    Turn(Baton.Holder holder) {
        this.holder = holder;
    }

    void join(Baton joined) {
        baton = joined;
    }

    /**
     * On the thread of who had the baton.
     *
     * @return false if the sender did not take it, and need not be told
     */
    boolean grant() {
        if (place.compareAndSet(Place.ASKED, Place.GRANTED)) {
            return true;
        }
        place.set(Place.NONE);
        baton().pass();
        return false;
    }

    /** Whether the baton came. First thing of who takes wip. */
    boolean noteGrant() {
        if (place.get() != Place.GRANTED) {
            return false;
        }
        place.set(Place.NONE);
        begin();
        return true;
    }

    boolean isMine() {
        return mine;
    }

    /** True if this sender may append; if not, it is told when it may. */
    boolean take() {
        // Before it is in the line: the baton may come at once.
        if (!mine && place.compareAndSet(Place.NONE, Place.ASKED) && baton().take(holder)) {
            place.set(Place.NONE);
            begin();
        }
        return mine;
    }

    private void begin() {
        mine = true;
        appended = 0;
    }

    void appended() {
        // No further: one that is alone has its turn for ever.
        if (appended < BATCH) {
            appended++;
        }
    }

    /** Whether the batch is full and others wait. */
    boolean isOver() {
        return mine && appended >= BATCH && baton().isContended();
    }

    void passIfContended() {
        if (mine && baton().isContended()) {
            pass();
        }
    }

    void pass() {
        if (mine) {
            mine = false;
            baton().pass();
        }
    }

    void passAndAsk() {
        mine = false;
        place.set(Place.ASKED);
        baton().passAndAsk(holder);
    }

    /** Keeps nobody waiting for something that may last: gives the baton on, but stays in the line. */
    void standAside() {
        pass();
        if (!place.compareAndSet(Place.ASKED, Place.ASIDE) && place.compareAndSet(Place.GRANTED, Place.NONE)) {
            baton().pass();
        }
    }

    /** The opposite; without effect if the baton passed by meanwhile. */
    void standInLine() {
        place.compareAndSet(Place.ASIDE, Place.ASKED);
    }

    boolean isInLine() {
        return place.get() != Place.NONE;
    }

    /** For good. */
    void leave() {
        if (place.get() == Place.ASKED && baton().withdraw(holder)) {
            place.set(Place.NONE);
        }
        standAside();
    }

    private Baton baton() {
        Baton joined = baton;
        if (joined == null) {
            throw new IllegalStateException("no appender is open");
        }
        return joined;
    }
}

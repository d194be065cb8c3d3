package io.tailrace.reactor;

import org.jspecify.annotations.Nullable;

/**
 * One sender's use of the {@link Baton}. Of who holds that sender's {@code wip}, but for {@link #grant}.
 */
final class Turn {
    /** What a turn is at least while others wait: enough to make handing over cheap, few enough to wait for. */
    static final int BATCH = 64;

    private final Baton.Holder holder;
    private @Nullable Baton baton;
    private volatile boolean granted;
    private boolean mine;
    private boolean asked;
    private int appended;

    Turn(Baton.Holder holder) {
        this.holder = holder;
    }

    void join(Baton joined) {
        baton = joined;
    }

    /** On the thread of who had the baton. */
    void grant() {
        granted = true;
    }

    /** Whether the baton came. First thing of who takes wip. */
    boolean noteGrant() {
        if (!granted) {
            return false;
        }
        granted = false;
        asked = false;
        begin();
        return true;
    }

    boolean isMine() {
        return mine;
    }

    /** True if this sender may append; if not, it is told when it may. */
    boolean take() {
        if (!mine && !asked) {
            if (baton().take(holder)) {
                begin();
            } else {
                asked = true;
            }
        }
        return mine;
    }

    private void begin() {
        mine = true;
        appended = 0;
    }

    void appended() {
        appended++;
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
        asked = true;
        baton().passAndAsk(holder);
    }

    /** For good. What was granted too late has to be passed on when it comes: see {@link #noteGrant} and {@link #pass}. */
    void leave() {
        pass();
        if (asked && baton().withdraw(holder)) {
            asked = false;
        }
    }

    private Baton baton() {
        Baton joined = baton;
        if (joined == null) {
            throw new IllegalStateException("no appender is open");
        }
        return joined;
    }
}

package io.tailrace.jcstress.broken;

import io.tailrace.internal.wake.Sleeper;
import io.tailrace.jcstress.NoteWake;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The sleeper looks for the note, then prepares: who noted in between wakes nobody. */
@JCStressTest
@JCStressMeta(NoteWake.class)
@State
public class LookBeforePrepare {
    private static final long NANOS = 2_000_000L;

    private final Sleeper sleeper = new Sleeper();
    private volatile boolean noted;

    @Actor
    public void note() {
        noted = true;
        sleeper.wakeUp();
    }

    @Actor
    public void sleep(I_Result r) {
        boolean seen = noted;
        sleeper.prepare();
        r.r1 = !seen && NoteWake.isSleptOut(sleeper, NANOS) ? 1 : 0;
        sleeper.awake();
    }
}

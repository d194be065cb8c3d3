package io.tailrace.jcstress;

import static org.openjdk.jcstress.annotations.Expect.*;

import io.tailrace.internal.wake.Sleeper;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** One thread notes something with a full fence and wakes a sleeper of its process; that one prepares, looks for the note, sleeps. Result: whether it slept on. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "it saw the note, or was woken")
@Outcome(id = "1", expect = FORBIDDEN, desc = "it slept until its time was over")
@State
public class NoteWake {
    /** Nobody is held up that long. */
    private static final long LONG_NANOS = 2_000_000_000L;

    private final Sleeper sleeper = new Sleeper();
    private volatile boolean noted;

    @Actor
    public void note() {
        noted = true;
        sleeper.wakeUp();
    }

    @Actor
    public void sleep(I_Result r) {
        sleeper.prepare();
        r.r1 = !noted && isSleptOut(sleeper, LONG_NANOS) ? 1 : 0;
        sleeper.awake();
    }

    /** Whether nobody woke it. */
    public static boolean isSleptOut(Sleeper sleeper, long nanos) {
        long begin = System.nanoTime();
        sleeper.sleep(List.of(), nanos);
        return System.nanoTime() - begin >= nanos;
    }
}

package io.tailrace.jcstress;

import static io.tailrace.layout.ControlDescriptor.*;
import static io.tailrace.layout.FrameDescriptor.*;
import static org.openjdk.jcstress.annotations.Expect.*;

import io.tailrace.internal.memory.Words;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * As {@link WakeStore}, with a full fence between store and load, which the protocol saves: it would exclude every lost wake-up, so that
 * fence is all that is missed. The CAS of shared writers is one.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "asleep by then: it is rung")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the word was there: it does not sleep")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both: a ring for nobody")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "neither: a wake-up is lost")
@State
public class WakeStoreFence {
    private static final Ring RING = new Ring(WakeStore.WORD + Long.BYTES);

    private final ByteBuffer bytes = RING.next();

    @Actor
    public void append(II_Result r) {
        Words.putLongRelease(bytes, WakeStore.WORD, committed(0, 0));
        Words.fullFence();
        r.r1 = Words.intOpaque(bytes, FRAMES_BELL_OFFSET) & BELL_FUTEX;
    }

    @Actor
    public void sleep(II_Result r) {
        r.r2 = WakeStore.fallAsleep(bytes);
    }
}

package io.tailrace.jcstress;

import static io.tailrace.layout.ControlDescriptor.*;
import static io.tailrace.layout.FrameDescriptor.*;
import static org.openjdk.jcstress.annotations.Expect.*;

import io.tailrace.internal.memory.Words;
import io.tailrace.layout.ControlDescriptor;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A writer makes a word visible, and loads the bell without a fence between; a sleeper sets its bit by CAS, and looks at the word again.
 * Results: whether the writer sees that somebody sleeps; whether the sleeper sees the word.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "asleep by then: it is rung")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the word was there: it does not sleep")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both: a ring for nobody")
@Outcome(
        id = "0, 0",
        expect = ACCEPTABLE_INTERESTING,
        desc = "neither: the load was done before the store was visible; costs the sleeper its bound")
@State
public class WakeStore {
    /** Where the frame is, behind the control file's lines. */
    public static final int WORD = ControlDescriptor.HEADER_LENGTH;

    private static final Ring RING = new Ring(WORD + Long.BYTES);

    private final ByteBuffer bytes = RING.next();

    @Actor
    public void append(II_Result r) {
        Words.putLongRelease(bytes, WORD, committed(0, 0));
        r.r1 = Words.intOpaque(bytes, FRAMES_BELL_OFFSET) & BELL_FUTEX;
    }

    @Actor
    public void sleep(II_Result r) {
        r.r2 = fallAsleep(bytes);
    }

    /** Bit, then look; 1 if there is a reason not to sleep. */
    public static int fallAsleep(ByteBuffer bytes) {
        int found = Words.intOpaque(bytes, FRAMES_BELL_OFFSET);
        Words.casInt(bytes, FRAMES_BELL_OFFSET, found, found | BELL_FUTEX);
        return Words.longAcquire(bytes, WORD) == FREE ? 0 : 1;
    }
}

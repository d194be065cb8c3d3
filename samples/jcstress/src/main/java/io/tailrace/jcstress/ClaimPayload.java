package io.tailrace.jcstress;

import static io.tailrace.layout.FrameDescriptor.*;
import static org.openjdk.jcstress.annotations.Expect.*;

import io.tailrace.internal.memory.Words;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A claim is visible before anything that is written into it: behind a FREE word there are zeros. Results: payload, then state as a walk sees them. */
@JCStressTest
@Outcome(id = "0, [012]", expect = ACCEPTABLE, desc = "nothing was written yet when the payload was looked at")
@Outcome(id = "1, [12]", expect = ACCEPTABLE, desc = "written into a claim")
@Outcome(
        id = "1, 0",
        expect = FORBIDDEN,
        desc = "bytes behind a FREE word: they would be taken for words once shorter frames end before them")
@Outcome(expect = FORBIDDEN, desc = "a word that nobody wrote")
@State
public class ClaimPayload {
    /** Word and payload stand on two cache lines. */
    public static final int AT = 48;

    private static final Ring RING = new Ring(64 + Steps.EXTENT);

    private final ByteBuffer page = RING.next();

    @Actor
    public void append() {
        long claimed = Steps.claimed(Steps.LENGTH, 1);
        if (Steps.claim(page, AT, claimed)) {
            Steps.fill(page, AT);
            Steps.commit(page, AT, claimed);
        }
    }

    @Actor
    public void look(II_Result r) {
        r.r1 = look(page);
        r.r2 = state(Words.longAcquire(page, AT));
    }

    /** Whether something was written. */
    public static int look(ByteBuffer page) {
        return Words.longAcquire(page, AT + PAYLOAD_OFFSET) == 0 ? 0 : 1;
    }
}

package io.tailrace.jcstress.broken;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.internal.memory.Words;
import io.tailrace.jcstress.ClaimEnd;
import io.tailrace.jcstress.Frames;
import io.tailrace.jcstress.Ring;
import io.tailrace.jcstress.Steps;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** END leads to the next page before that is there. */
@JCStressTest
@JCStressMeta(ClaimEnd.class)
@State
public class EndBeforePage {
    private static final Ring RING = new Ring(ClaimEnd.NEXT_PAGE + Long.BYTES);

    private final ByteBuffer page = RING.next();

    @Actor
    public void append(III_Result r) {
        r.r1 = ClaimEnd.append(page);
    }

    @Actor
    public void end(III_Result r) {
        int at = 0;
        while (!Words.casLong(page, at, FREE, ClaimEnd.END_WORD)) {
            at = Steps.behind(at, Words.longAcquire(page, at));
        }
        ClaimEnd.makeNextPage(page);
        r.r2 = at;
    }

    @Arbiter
    public void walk(III_Result r) {
        r.r3 = Frames.count(page);
    }
}

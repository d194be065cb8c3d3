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

/** END is stored where a look found nothing: over a claim. */
@JCStressTest
@JCStressMeta(ClaimEnd.class)
@State
public class EndByStore {
    private static final Ring RING = new Ring(ClaimEnd.NEXT_PAGE + Long.BYTES);

    private final ByteBuffer page = RING.next();

    @Actor
    public void append(III_Result r) {
        r.r1 = ClaimEnd.append(page);
    }

    @Actor
    public void end(III_Result r) {
        ClaimEnd.makeNextPage(page);
        int at = 0;
        while (Words.longAcquire(page, at) != FREE) {
            at = Steps.behind(at, Words.longAcquire(page, at));
        }
        Words.putLongRelease(page, at, ClaimEnd.END_WORD);
        r.r2 = at;
    }

    @Arbiter
    public void walk(III_Result r) {
        r.r3 = Frames.count(page);
    }
}

package io.tailrace.jcstress.broken;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.internal.memory.Words;
import io.tailrace.jcstress.ClaimClaim;
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

/** The place is looked at, then taken by a store: both writers take it. */
@JCStressTest
@JCStressMeta(ClaimClaim.class)
@State
public class ClaimByStore {
    private static final Ring RING = new Ring(3 * Steps.EXTENT);

    private final ByteBuffer page = RING.next();

    @Actor
    public void first(III_Result r) {
        r.r1 = append(1);
    }

    @Actor
    public void second(III_Result r) {
        r.r2 = append(2);
    }

    private int append(int slot) {
        long claimed = Steps.claimed(Steps.LENGTH, slot);
        int at = 0;
        while (Words.longAcquire(page, at) != FREE) {
            at = Steps.behind(at, Words.longAcquire(page, at));
        }
        Words.putLongRelease(page, at, claimed);
        Steps.fill(page, at);
        return Steps.commit(page, at, claimed) ? at : -1;
    }

    @Arbiter
    public void walk(III_Result r) {
        r.r3 = Frames.count(page);
    }
}

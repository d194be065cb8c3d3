package io.tailrace.jcstress.broken.weak;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.internal.memory.Words;
import io.tailrace.jcstress.ClaimPayload;
import io.tailrace.jcstress.Ring;
import io.tailrace.jcstress.Steps;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** No store-store fence behind the claim: on ARM the payload may become visible before it. */
@JCStressTest
@JCStressMeta(ClaimPayload.class)
@State
public class ClaimWithoutFence {
    private static final Ring RING = new Ring(64 + Steps.EXTENT);

    private final ByteBuffer page = RING.next();

    @Actor
    public void append() {
        long claimed = Steps.claimed(Steps.LENGTH, 1);
        if (Words.casLong(page, ClaimPayload.AT, FREE, claimed)) {
            Steps.fill(page, ClaimPayload.AT);
            Steps.commit(page, ClaimPayload.AT, claimed);
        }
    }

    @Actor
    public void look(II_Result r) {
        r.r1 = ClaimPayload.look(page);
        r.r2 = state(Words.longAcquire(page, ClaimPayload.AT));
    }
}

package io.tailrace.jcstress.broken;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.internal.memory.Words;
import io.tailrace.jcstress.CommitSeal;
import io.tailrace.jcstress.Ring;
import io.tailrace.jcstress.Steps;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** The owner commits by a store, over the PAD that a healer made of its claim. */
@JCStressTest
@JCStressMeta(CommitSeal.class)
@State
public class CommitByStore {
    private static final Ring RING = new Ring(Steps.EXTENT);

    private final ByteBuffer page = RING.next();

    public CommitByStore() {
        Words.putLongPlain(page, 0, Steps.claimed(Steps.LENGTH, 1));
    }

    @Actor
    public void commit(III_Result r) {
        Steps.fill(page, 0);
        Words.putLongRelease(page, 0, committed(Steps.EXTENT - HEADER_LENGTH, 0));
        r.r1 = 1;
    }

    @Actor
    public void seal(III_Result r) {
        r.r2 = CommitSeal.seal(page);
    }

    @Arbiter
    public void look(III_Result r) {
        r.r3 = state(Words.longAcquire(page, 0));
    }
}

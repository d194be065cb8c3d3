package io.tailrace.jcstress.broken;

import io.tailrace.jcstress.CommitRead;
import io.tailrace.jcstress.Ring;
import io.tailrace.jcstress.Steps;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The claim is committed, then filled. */
@JCStressTest
@JCStressMeta(CommitRead.class)
@State
public class CommitBeforePayload {
    private static final Ring RING = new Ring(Steps.EXTENT);

    private final ByteBuffer page = RING.next();

    @Actor
    public void append() {
        long claimed = Steps.claimed(Steps.LENGTH, 1);
        if (Steps.claim(page, 0, claimed)) {
            Steps.commit(page, 0, claimed);
            Steps.fill(page, 0);
        }
    }

    @Actor
    public void read(I_Result r) {
        r.r1 = CommitRead.read(page);
    }
}

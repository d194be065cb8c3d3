package io.tailrace.jcstress.broken;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.jcstress.CommitReadBatch;
import io.tailrace.jcstress.Ring;
import io.tailrace.jcstress.Steps;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The first word of a batch is committed before the frames behind it are there. */
@JCStressTest
@JCStressMeta(CommitReadBatch.class)
@State
public class CommitBeforeSecond {
    private static final Ring RING = new Ring(4 * Steps.EXTENT);

    private final ByteBuffer page = RING.next();

    @Actor
    public void append() {
        long claimed = Steps.claimed(2 * Steps.EXTENT + CommitReadBatch.REST - HEADER_LENGTH, 1);
        if (Steps.claim(page, 0, claimed)) {
            Steps.fill(page, 0);
            Steps.commit(page, 0, claimed);
            CommitReadBatch.fillSecond(page);
        }
    }

    @Actor
    public void read(I_Result r) {
        r.r1 = CommitReadBatch.read(page);
    }
}

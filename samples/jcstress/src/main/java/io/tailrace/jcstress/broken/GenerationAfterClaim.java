package io.tailrace.jcstress.broken;

import io.tailrace.internal.memory.Words;
import io.tailrace.jcstress.NoteClaim;
import io.tailrace.jcstress.Ring;
import io.tailrace.jcstress.Steps;
import io.tailrace.layout.WriterDescriptor;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The slot is used before its generation is raised. */
@JCStressTest
@JCStressMeta(NoteClaim.class)
@State
public class GenerationAfterClaim {
    private static final Ring RING = new Ring(NoteClaim.PAGE + Steps.EXTENT);

    private final ByteBuffer bytes = RING.next();

    @Actor
    public void append() {
        Words.putLongOpaque(bytes, NoteClaim.SLOT + WriterDescriptor.CLAIM_OFFSET, NoteClaim.PAGE);
        Steps.claim(bytes, NoteClaim.PAGE, Steps.claimed(Steps.LENGTH, 0));
        Words.addLong(bytes, NoteClaim.SLOT + WriterDescriptor.GENERATION_OFFSET, 1);
    }

    @Actor
    public void heal(II_Result r) {
        NoteClaim.heal(bytes, r);
    }
}

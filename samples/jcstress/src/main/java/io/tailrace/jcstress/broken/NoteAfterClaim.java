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

/** The claim is noted once it is made. */
@JCStressTest
@JCStressMeta(NoteClaim.class)
@State
public class NoteAfterClaim {
    private static final Ring RING = new Ring(NoteClaim.PAGE + Steps.EXTENT);

    private final ByteBuffer bytes = RING.next();

    @Actor
    public void append() {
        Words.addLong(bytes, NoteClaim.SLOT + WriterDescriptor.GENERATION_OFFSET, 1);
        Steps.claim(bytes, NoteClaim.PAGE, Steps.claimed(Steps.LENGTH, 0));
        Words.putLongOpaque(bytes, NoteClaim.SLOT + WriterDescriptor.CLAIM_OFFSET, NoteClaim.PAGE);
    }

    @Actor
    public void heal(II_Result r) {
        NoteClaim.heal(bytes, r);
    }
}

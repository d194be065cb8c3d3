package io.tailrace.jcstress.broken;

import io.tailrace.internal.memory.Words;
import io.tailrace.jcstress.HintHint;
import io.tailrace.jcstress.Ring;
import io.tailrace.layout.ControlDescriptor;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A look, then a store: the lower one may be last. */
@JCStressTest
@JCStressMeta(HintHint.class)
@State
public class HintByStore {
    private static final Ring RING = new Ring(ControlDescriptor.HEADER_LENGTH);

    private final ByteBuffer control = RING.next();

    @Actor
    public void lower() {
        raise(64);
    }

    @Actor
    public void higher() {
        raise(128);
    }

    private void raise(long position) {
        if (Words.longVolatile(control, ControlDescriptor.WRITE_POS_OFFSET) < position) {
            Words.putLongVolatile(control, ControlDescriptor.WRITE_POS_OFFSET, position);
        }
    }

    @Arbiter
    public void look(J_Result r) {
        r.r1 = Words.longVolatile(control, ControlDescriptor.WRITE_POS_OFFSET);
    }
}

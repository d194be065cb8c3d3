package io.tailrace.jcstress;

import static org.openjdk.jcstress.annotations.Expect.*;

import io.tailrace.internal.memory.Words;
import io.tailrace.layout.ControlDescriptor;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Two shared writers raise {@code write_pos}, as two removers raise {@code floor}. Result: where it is in the end. */
@JCStressTest
@Outcome(id = "128", expect = ACCEPTABLE, desc = "the higher one")
@Outcome(
        id = "64",
        expect = FORBIDDEN,
        desc = "it went back: a floor that goes back, or pages that are removed by a hint that does")
@Outcome(expect = FORBIDDEN, desc = "lost")
@State
public class HintHint {
    private static final Ring RING = new Ring(ControlDescriptor.HEADER_LENGTH);

    private final ByteBuffer control = RING.next();

    @Actor
    public void lower() {
        Words.maxLong(control, ControlDescriptor.WRITE_POS_OFFSET, 64);
    }

    @Actor
    public void higher() {
        Words.maxLong(control, ControlDescriptor.WRITE_POS_OFFSET, 128);
    }

    @Arbiter
    public void look(J_Result r) {
        r.r1 = Words.longVolatile(control, ControlDescriptor.WRITE_POS_OFFSET);
    }
}

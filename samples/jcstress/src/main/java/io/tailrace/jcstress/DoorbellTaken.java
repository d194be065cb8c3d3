package io.tailrace.jcstress;

import static io.tailrace.layout.ControlDescriptor.*;
import static org.openjdk.jcstress.annotations.Expect.*;

import io.tailrace.internal.memory.Words;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A doorbell is taken away by who rings it, or back by who left it. Results: whether it is rung; whether it was taken back. */
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1"},
        expect = ACCEPTABLE,
        desc = "one of the two")
@Outcome(
        id = "1, 1",
        expect = FORBIDDEN,
        desc = "rung, but its sleeper does not know, and does not ring those that were left")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "neither: it stays for nobody")
@State
public class DoorbellTaken {
    /** What was left. */
    public static final long DOORBELL = 4711L << 32 | 4711;

    private static final Ring RING = new Ring(HEADER_LENGTH);

    private final ByteBuffer control = left(RING.next());

    /** With a doorbell in its first cell. */
    public static ByteBuffer left(ByteBuffer control) {
        Words.putLongPlain(control, DOORBELLS_OFFSET, DOORBELL);
        return control;
    }

    @Actor
    public void ring(II_Result r) {
        long found = Words.longAcquire(control, DOORBELLS_OFFSET);
        r.r1 = found != 0 && Words.casLong(control, DOORBELLS_OFFSET, found, 0) ? 1 : 0;
    }

    @Actor
    public void takeBack(II_Result r) {
        r.r2 = Words.casLong(control, DOORBELLS_OFFSET, DOORBELL, 0) ? 1 : 0;
    }
}

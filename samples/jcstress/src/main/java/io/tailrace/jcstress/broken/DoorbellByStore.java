package io.tailrace.jcstress.broken;

import static io.tailrace.layout.ControlDescriptor.*;

import io.tailrace.internal.memory.Words;
import io.tailrace.jcstress.DoorbellTaken;
import io.tailrace.jcstress.Ring;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Who rings takes the doorbell away by a store: its sleeper has taken it back meanwhile. */
@JCStressTest
@JCStressMeta(DoorbellTaken.class)
@State
public class DoorbellByStore {
    private static final Ring RING = new Ring(HEADER_LENGTH);

    private final ByteBuffer control = DoorbellTaken.left(RING.next());

    @Actor
    public void ring(II_Result r) {
        r.r1 = Words.longAcquire(control, DOORBELLS_OFFSET) != 0 ? 1 : 0;
        Words.putLongRelease(control, DOORBELLS_OFFSET, 0);
    }

    @Actor
    public void takeBack(II_Result r) {
        r.r2 = Words.casLong(control, DOORBELLS_OFFSET, DoorbellTaken.DOORBELL, 0) ? 1 : 0;
    }
}

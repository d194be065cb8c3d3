package io.tailrace.jcstress.broken;

import io.tailrace.internal.memory.Words;
import io.tailrace.jcstress.FloorCursor;
import io.tailrace.jcstress.Ring;
import io.tailrace.layout.ControlDescriptor;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Release stores and acquire loads, and no full fence between: each side reads before its own store is visible. */
@JCStressTest
@JCStressMeta(FloorCursor.class)
@State
public class FloorWithoutFence {
    private static final int CURSOR = ControlDescriptor.consumerSlotOffset(1, 0);
    private static final Ring RING = new Ring(ControlDescriptor.length(1, 1));

    private final ByteBuffer control = RING.next();

    @Actor
    public void remove(II_Result r) {
        Words.putLongRelease(control, ControlDescriptor.FLOOR_OFFSET, FloorCursor.FLOOR);
        r.r1 = Words.longAcquire(control, CURSOR) == FloorCursor.CURSOR ? 0 : 1;
    }

    @Actor
    public void register(II_Result r) {
        Words.putLongRelease(control, CURSOR, FloorCursor.CURSOR);
        r.r2 = Words.longAcquire(control, ControlDescriptor.FLOOR_OFFSET) > FloorCursor.CURSOR ? 1 : 0;
    }
}

package io.tailrace.jcstress.broken;

import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.memory.Words;
import io.tailrace.jcstress.CursorCas;
import io.tailrace.jcstress.Ring;
import io.tailrace.layout.ControlDescriptor;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/** The owner looks at the generation, then stores the cursor. */
@JCStressTest
@JCStressMeta(CursorCas.class)
@State
public class CursorByStore {
    private static final Ring RING = new Ring(ControlDescriptor.length(1, 1));

    private final ByteBuffer control = RING.next();
    private final ConsumerSlot slot = new ConsumerSlot(control, 1, 0);
    private final int generation;

    public CursorByStore() {
        generation = slot.raiseRegistration();
        slot.storeCursor(CursorCas.FROM);
    }

    @Actor
    public void advance(IJ_Result r) {
        if (slot.generation() == generation) {
            slot.storeCursor(CursorCas.TO);
            r.r1 = 1;
        }
    }

    @Actor
    public void reset() {
        slot.raiseRegistration();
        Words.fullFence();
        slot.storeCursor(CursorCas.TARGET);
    }

    @Arbiter
    public void look(IJ_Result r) {
        r.r2 = slot.cursor();
    }
}

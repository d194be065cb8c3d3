package io.tailrace.jcstress.broken;

import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.jcstress.ConfirmReset;
import io.tailrace.jcstress.Ring;
import io.tailrace.layout.ControlDescriptor;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A reset moves the cursor, then raises the registration. */
@JCStressTest
@JCStressMeta(ConfirmReset.class)
@State
public class CursorBeforeGeneration {
    private static final Ring RING = new Ring(ControlDescriptor.length(1, 1));

    private final ByteBuffer control = RING.next();
    private final ConsumerSlot slot = new ConsumerSlot(control, 1, 0);
    private final int registration = slot.registration();

    @Actor
    public void await(I_Result r) {
        r.r1 = ConfirmReset.await(slot, registration);
    }

    @Actor
    public void reset() {
        slot.storeCursor(ConfirmReset.TARGET);
        slot.raiseRegistration();
    }
}

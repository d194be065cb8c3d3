package io.tailrace.jcstress;

import static org.openjdk.jcstress.annotations.Expect.*;

import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.layout.ControlDescriptor;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Who waits until a consumer has processed a position reads the cursor, then the registration; a reset raises the registration, then moves
 * the cursor beyond that position. Result: what the waiter concludes.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet passed")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "reset: what was processed is not known")
@Outcome(id = "1", expect = FORBIDDEN, desc = "confirmed by a cursor that moved over what nobody processed")
@State
public class ConfirmReset {
    /** What is waited for. */
    public static final long POSITION = 32;

    /** To where the cursor is moved. */
    public static final long TARGET = 64;

    private static final Ring RING = new Ring(ControlDescriptor.length(1, 1));

    private final ByteBuffer control = RING.next();
    private final ConsumerSlot slot = new ConsumerSlot(control, 1, 0);
    private final int registration = slot.registration();

    @Actor
    public void await(I_Result r) {
        r.r1 = await(slot, registration);
    }

    @Actor
    public void reset() {
        slot.raiseRegistration();
        slot.storeCursor(TARGET);
    }

    /** 0 not yet, 1 confirmed, 2 lost. */
    public static int await(ConsumerSlot slot, int registration) {
        long cursor = slot.cursor();
        if (slot.registration() != registration) {
            return 2;
        }
        return cursor > POSITION ? 1 : 0;
    }
}

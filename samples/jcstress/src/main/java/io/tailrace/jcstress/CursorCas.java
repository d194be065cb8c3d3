package io.tailrace.jcstress;

import static org.openjdk.jcstress.annotations.Expect.*;

import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.memory.Words;
import io.tailrace.layout.ControlDescriptor;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/**
 * An owner that has lost its lock advances its cursor, while another process resets the consumer. Results: whether the owner believes that
 * it advanced; where the cursor is in the end.
 */
@JCStressTest
@Outcome(id = "1, 16", expect = ACCEPTABLE, desc = "advanced, then reset")
@Outcome(id = "0, 16", expect = ACCEPTABLE, desc = "reset: the owner is told that the consumer is no longer its own")
@Outcome(id = ".*, 64", expect = FORBIDDEN, desc = "the owner moved the cursor behind the reset, which is lost")
@Outcome(id = ".*, 32", expect = FORBIDDEN, desc = "the cursor is where it was: the reset is lost")
@Outcome(expect = FORBIDDEN, desc = "a cursor that nobody stored")
@State
public class CursorCas {
    /** Where the cursor is. */
    public static final long FROM = 32;

    /** Where the owner moves it. */
    public static final long TO = 64;

    /** Where it is reset to. */
    public static final long TARGET = 16;

    private static final Ring RING = new Ring(ControlDescriptor.length(1, 1));

    private final ByteBuffer control = RING.next();
    private final ConsumerSlot slot = new ConsumerSlot(control, 1, 0);
    private final int generation;

    public CursorCas() {
        generation = slot.raiseRegistration();
        slot.storeCursor(FROM);
    }

    @Actor
    public void advance(IJ_Result r) {
        r.r1 = slot.generation() == generation && slot.casCursor(FROM, TO) ? 1 : 0;
    }

    @Actor
    public void reset() {
        slot.raiseRegistration();
        Words.fullFence();
        slot.storeCursor(TARGET);
    }

    @Arbiter
    public void look(IJ_Result r) {
        r.r2 = slot.cursor();
    }
}

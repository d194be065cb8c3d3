package io.tailrace.jcstress;

import static org.openjdk.jcstress.annotations.Expect.*;

import io.tailrace.ConsumerPolicy;
import io.tailrace.internal.control.ConsumerSlot;
import io.tailrace.internal.memory.Words;
import io.tailrace.layout.ControlDescriptor;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Retention against a consumer that registers: one raises {@code floor}, full fence, scans the cursors; the other publishes cursor and
 * state, full fence, reads {@code floor}. Results: whether the page of the cursor is unlinked; whether the consumer sees that the floor
 * passed it.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "registered before the scan: the page is held")
@Outcome(
        id = "0, 1",
        expect = ACCEPTABLE_INTERESTING,
        desc = "both saw each other: the page stays, the consumer begins at the floor")
@Outcome(
        id = "1, 1",
        expect = ACCEPTABLE,
        desc = "registered behind the scan: the consumer sees the floor, and begins there")
@Outcome(
        id = "1, 0",
        expect = FORBIDDEN,
        desc = "neither saw the other: a page is removed that a gating cursor needs (I6)")
@State
public class FloorCursor {
    /** Where the consumer registers. */
    public static final long CURSOR = 64;

    /** To where the floor is raised. */
    public static final long FLOOR = 1 << 16;

    private static final Ring RING = new Ring(ControlDescriptor.length(1, 1));

    private final ByteBuffer control = RING.next();
    private final ConsumerSlot slot = new ConsumerSlot(control, 1, 0);

    @Actor
    public void remove(II_Result r) {
        Words.maxLong(control, ControlDescriptor.FLOOR_OFFSET, FLOOR);
        Words.fullFence();
        r.r1 = slot.isRegistered() && slot.cursor() < FLOOR ? 0 : 1;
    }

    @Actor
    public void register(II_Result r) {
        slot.raiseRegistration();
        slot.register("c", ConsumerPolicy.GATE, CURSOR);
        Words.fullFence();
        r.r2 = Words.longVolatile(control, ControlDescriptor.FLOOR_OFFSET) > slot.cursor() ? 1 : 0;
    }
}

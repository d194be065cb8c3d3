package io.tailrace.jcstress;

import static io.tailrace.layout.FrameDescriptor.*;
import static org.openjdk.jcstress.annotations.Expect.*;

import io.tailrace.internal.memory.Words;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.WriterDescriptor;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The new owner of a slot raises its generation, notes where it is going to claim, and claims; a healer meets the claim. Results: the state
 * of the word; what it finds in the slot behind it.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "no claim yet")
@Outcome(id = "1, 3", expect = ACCEPTABLE, desc = "a claim of the slot's owner, noted")
@Outcome(
        id = "1, [02]",
        expect = FORBIDDEN,
        desc = "a claim that seems to be an earlier owner's: it is sealed at once, though its writer lives")
@Outcome(
        id = "1, 1",
        expect = FORBIDDEN,
        desc = "a claim that is not noted: if its writer dies here, no live writer heals it")
@Outcome(expect = FORBIDDEN, desc = "a word that nobody wrote")
@State
public class NoteClaim {
    /** Where the page begins, behind the control file's lines and one slot. */
    public static final int PAGE = ControlDescriptor.HEADER_LENGTH + WriterDescriptor.LENGTH;

    /** The writer slot. */
    public static final int SLOT = ControlDescriptor.writerSlotOffset(0);

    private static final Ring RING = new Ring(PAGE + Steps.EXTENT);

    private final ByteBuffer bytes = RING.next();

    @Actor
    public void append() {
        Words.addLong(bytes, SLOT + WriterDescriptor.GENERATION_OFFSET, 1);
        Words.putLongOpaque(bytes, SLOT + WriterDescriptor.CLAIM_OFFSET, PAGE);
        Steps.claim(bytes, PAGE, Steps.claimed(Steps.LENGTH, 0));
    }

    @Actor
    public void heal(II_Result r) {
        heal(bytes, r);
    }

    /** Bit 0: the generation is the claim's; bit 1: the claim is noted. */
    public static void heal(ByteBuffer bytes, II_Result r) {
        r.r1 = state(Words.longAcquire(bytes, PAGE));
        if (r.r1 == CLAIMED) {
            boolean own = Words.longVolatile(bytes, SLOT + WriterDescriptor.GENERATION_OFFSET) == Steps.GENERATION;
            boolean noted = Words.longOpaque(bytes, SLOT + WriterDescriptor.CLAIM_OFFSET) == PAGE;
            r.r2 = (own ? 1 : 0) + (noted ? 2 : 0);
        }
    }
}

package io.tailrace.jcstress;

import static org.openjdk.jcstress.annotations.Expect.*;

import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two shared writers append to one page. Results: where each one's frame is, and how many whole frames a walk finds. */
@JCStressTest
@Outcome(id = "0, 32, 2", expect = ACCEPTABLE, desc = "the first writer was first")
@Outcome(id = "32, 0, 2", expect = ACCEPTABLE, desc = "the second writer was first")
@Outcome(
        id = "0, 0, .*",
        expect = FORBIDDEN,
        desc = "both believe that the first place is theirs: one frame is lost (I2)")
@Outcome(
        id = "32, 32, .*",
        expect = FORBIDDEN,
        desc = "both were refused a place that nobody has: the walk ends before their frames")
@Outcome(
        id = ".*, .*, [01]",
        expect = FORBIDDEN,
        desc = "an append returned, and its frame is not there, or not whole (I4)")
@Outcome(expect = FORBIDDEN, desc = "a frame where none can be")
@State
public class ClaimClaim {
    private static final Ring RING = new Ring(3 * Steps.EXTENT);

    private final ByteBuffer page = RING.next();

    @Actor
    public void first(III_Result r) {
        r.r1 = append(1);
    }

    @Actor
    public void second(III_Result r) {
        r.r2 = append(2);
    }

    private int append(int slot) {
        long claimed = Steps.claimed(Steps.LENGTH, slot);
        int at = Steps.claimFirst(page, claimed);
        Steps.fill(page, at);
        return Steps.commit(page, at, claimed) ? at : -1;
    }

    @Arbiter
    public void walk(III_Result r) {
        r.r3 = Frames.count(page);
    }
}

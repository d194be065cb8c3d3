package io.tailrace.jcstress;

import static io.tailrace.layout.FrameDescriptor.*;
import static org.openjdk.jcstress.annotations.Expect.*;

import io.tailrace.internal.memory.Words;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * The owner of a claim commits it while a healer, whose patience is over, seals it. Results: whether the owner's append returned; what the
 * healer found; the state of the word in the end.
 */
@JCStressTest
@Outcome(id = "1, 2, 2", expect = ACCEPTABLE, desc = "committed before the healer looked: it reads the whole frame")
@Outcome(
        id = "1, 3, 2",
        expect = ACCEPTABLE_INTERESTING,
        desc = "committed between the healer's look and its CAS, which fails")
@Outcome(id = "0, 1, 3", expect = ACCEPTABLE, desc = "sealed: the owner's CAS fails, it appends again")
@Outcome(
        id = "1, 1, .*",
        expect = FORBIDDEN,
        desc = "both won: readers that came first skip a frame that later ones get (I3, I8)")
@Outcome(id = "0, [23], .*", expect = FORBIDDEN, desc = "both lost")
@Outcome(id = ".*, 4, .*", expect = FORBIDDEN, desc = "the healer reads a committed frame that is not whole")
@Outcome(expect = FORBIDDEN, desc = "the word is not what the winner made of it")
@State
public class CommitSeal {
    /** The healer's CAS succeeded. */
    public static final int SEALED = 1;

    /** It found a frame. */
    public static final int FRAME = 2;

    /** Its CAS failed. */
    public static final int REFUSED = 3;

    /** It found a frame that is not whole. */
    public static final int TORN = 4;

    private static final Ring RING = new Ring(Steps.EXTENT);

    private final long claimed = Steps.claimed(Steps.LENGTH, 1);
    private final ByteBuffer page = RING.next();

    public CommitSeal() {
        Words.putLongPlain(page, 0, claimed);
    }

    @Actor
    public void commit(III_Result r) {
        Steps.fill(page, 0);
        r.r1 = Steps.commit(page, 0, claimed) ? 1 : 0;
    }

    @Actor
    public void seal(III_Result r) {
        r.r2 = seal(page);
    }

    @Arbiter
    public void look(III_Result r) {
        r.r3 = state(Words.longAcquire(page, 0));
    }

    /** A healer's look and CAS. */
    public static int seal(ByteBuffer page) {
        long word = Words.longAcquire(page, 0);
        if (Steps.isClaimed(word)) {
            return Steps.seal(page, 0, word) ? SEALED : REFUSED;
        }
        return Steps.isWhole(page, 0) ? FRAME : TORN;
    }
}

package io.tailrace.jcstress;

import static io.tailrace.layout.FrameDescriptor.*;
import static org.openjdk.jcstress.annotations.Expect.*;

import io.tailrace.internal.memory.Words;
import io.tailrace.layout.FrameDescriptor;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * One shared writer appends a frame that fits, another one ends the page, for its own does not. Results: the place of the frame, or that
 * the next page was entered; the place of END; how many whole frames a walk finds in this page.
 */
@JCStressTest
@Outcome(id = "0, 32, 1", expect = ACCEPTABLE, desc = "claimed first: END stands behind the frame")
@Outcome(id = "-1, 0, 0", expect = ACCEPTABLE, desc = "ended first: the frame goes to the next page, which is there")
@Outcome(id = "-8, .*, .*", expect = FORBIDDEN, desc = "a claim was stored over, and no healer was there (I1)")
@Outcome(id = "-9, .*, .*", expect = FORBIDDEN, desc = "END leads to a page that is not there, or not complete (I5)")
@Outcome(
        id = "0, 0, .*",
        expect = FORBIDDEN,
        desc = "claim and END stand in one place: an append is lost, or final words change (I1, I3)")
@Outcome(expect = FORBIDDEN, desc = "a frame behind END, or no END")
@State
public class ClaimEnd {
    /** Where the next page begins; only its header is looked at. */
    public static final int NEXT_PAGE = 192;

    /** The frame went to the next page. */
    public static final int ENTERED = -1;

    /** It would have, but that is not there. */
    public static final int MISSING = -9;

    /** The claim is no longer there. */
    public static final int LOST = -8;

    /** What ends a page. */
    public static final long END_WORD = FrameDescriptor.end(1);

    private static final long MAGIC = 0x4543_4152_4C49_4154L;
    private static final Ring RING = new Ring(NEXT_PAGE + Long.BYTES);

    private final ByteBuffer page = RING.next();

    @Actor
    public void append(III_Result r) {
        r.r1 = append(page);
    }

    @Actor
    public void end(III_Result r) {
        makeNextPage(page);
        int at = 0;
        while (!Words.casLong(page, at, FREE, END_WORD)) {
            at = Steps.behind(at, Words.longAcquire(page, at));
        }
        r.r2 = at;
    }

    @Arbiter
    public void walk(III_Result r) {
        r.r3 = Frames.count(page);
    }

    /** An append that follows END. */
    public static int append(ByteBuffer page) {
        long claimed = Steps.claimed(Steps.LENGTH, 1);
        int at = Steps.claimFirst(page, claimed);
        if (at < 0) {
            return Words.longPlain(page, NEXT_PAGE) == MAGIC ? ENTERED : MISSING;
        }
        Steps.fill(page, at);
        return Steps.commit(page, at, claimed) ? at : LOST;
    }

    /** Plain stores: what END publishes, in the journal by way of the file system. */
    public static void makeNextPage(ByteBuffer page) {
        Words.putLongPlain(page, NEXT_PAGE, MAGIC);
    }
}

package io.tailrace.jcstress;

import static io.tailrace.layout.FrameDescriptor.*;
import static org.openjdk.jcstress.annotations.Expect.*;

import io.tailrace.internal.memory.Words;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A shared writer claims, fills and commits a frame; a reader looks. Result: what it sees. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "nothing yet")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "a claim: it waits")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "the whole frame")
@Outcome(id = "3", expect = FORBIDDEN, desc = "a committed frame without all of its payload or timestamp")
@Outcome(expect = FORBIDDEN, desc = "a word that nobody wrote")
@State
public class CommitRead {
    /** A frame that is not whole. */
    public static final int TORN = 3;

    private static final Ring RING = new Ring(Steps.EXTENT);

    private final ByteBuffer page = RING.next();

    @Actor
    public void append() {
        long claimed = Steps.claimed(Steps.LENGTH, 1);
        if (Steps.claim(page, 0, claimed)) {
            Steps.fill(page, 0);
            Steps.commit(page, 0, claimed);
        }
    }

    @Actor
    public void read(I_Result r) {
        r.r1 = read(page);
    }

    /** A reader's look at a frame: the word by acquire, then the rest. */
    public static int read(ByteBuffer page) {
        int state = state(Words.longAcquire(page, 0));
        return state == COMMITTED && !Steps.isWhole(page, 0) ? TORN : state;
    }
}

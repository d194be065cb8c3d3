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

/** The exclusive writer: payload and timestamp by plain stores, the word by one release store; a reader looks. Result: what it sees. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "nothing yet")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "the whole frame")
@Outcome(id = "3", expect = FORBIDDEN, desc = "a committed frame without all of its payload or timestamp")
@Outcome(expect = FORBIDDEN, desc = "a word that nobody wrote")
@State
public class StoreRead {
    private static final Ring RING = new Ring(Steps.EXTENT);

    private final ByteBuffer page = RING.next();

    @Actor
    public void append() {
        Steps.fill(page, 0);
        Words.putLongRelease(page, 0, committed(Steps.LENGTH, 0));
    }

    @Actor
    public void read(I_Result r) {
        r.r1 = CommitRead.read(page);
    }
}

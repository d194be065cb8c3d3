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

/**
 * A batch of two frames, in a claim that is larger: frames from the second on and the PAD over the rest by plain stores, then one CAS of
 * the first word; a reader walks. Result: how many whole frames it finds before it meets a FREE word.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "nothing yet, or a claim")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "the whole batch")
@Outcome(id = "1", expect = FORBIDDEN, desc = "half a batch")
@Outcome(
        id = "-1",
        expect = FORBIDDEN,
        desc = "the walk does not meet the end of the claim: what lies there is not tiled (I2)")
@Outcome(expect = FORBIDDEN, desc = "more than there is")
@State
public class CommitReadBatch {
    /** Behind the two frames. */
    public static final int REST = 24;

    private static final int END_OF_CLAIM = 2 * Steps.EXTENT + REST;
    private static final Ring RING = new Ring(END_OF_CLAIM + Steps.EXTENT);

    private final ByteBuffer page = RING.next();

    @Actor
    public void append() {
        long claimed = Steps.claimed(END_OF_CLAIM - HEADER_LENGTH, 1);
        if (Steps.claim(page, 0, claimed)) {
            fillSecond(page);
            Steps.fill(page, 0);
            Steps.commit(page, 0, claimed);
        }
    }

    @Actor
    public void read(I_Result r) {
        r.r1 = read(page);
    }

    /** The second frame, and the PAD behind it. */
    public static void fillSecond(ByteBuffer page) {
        Words.putLongPlain(page, 2 * Steps.EXTENT, pad(REST));
        Steps.fill(page, Steps.EXTENT);
        Words.putLongPlain(page, Steps.EXTENT, committed(Steps.LENGTH, 0));
    }

    /** A reader's walk. */
    public static int read(ByteBuffer page) {
        int frames = 0;
        int at = 0;
        while (true) {
            long word = Words.longAcquire(page, at);
            if (word == FREE || Steps.isClaimed(word)) {
                return at == 0 || at == END_OF_CLAIM ? frames : -1;
            }
            if (state(word) == COMMITTED && Steps.isWhole(page, at)) {
                frames++;
            }
            at = Steps.behind(at, word);
        }
    }
}

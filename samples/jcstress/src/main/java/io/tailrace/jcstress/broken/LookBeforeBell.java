package io.tailrace.jcstress.broken;

import static io.tailrace.layout.ControlDescriptor.*;
import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.internal.memory.Words;
import io.tailrace.jcstress.Ring;
import io.tailrace.jcstress.WakeStore;
import io.tailrace.jcstress.WakeStoreFence;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The sleeper looks, then sets its bit: what becomes visible in between is neither seen nor rung, whatever fence the writer has. */
@JCStressTest
@JCStressMeta(WakeStoreFence.class)
@State
public class LookBeforeBell {
    private static final Ring RING = new Ring(WakeStore.WORD + Long.BYTES);

    private final ByteBuffer bytes = RING.next();

    @Actor
    public void append(II_Result r) {
        Words.putLongRelease(bytes, WakeStore.WORD, committed(0, 0));
        Words.fullFence();
        r.r1 = Words.intOpaque(bytes, FRAMES_BELL_OFFSET) & BELL_FUTEX;
    }

    @Actor
    public void sleep(II_Result r) {
        r.r2 = Words.longAcquire(bytes, WakeStore.WORD) == FREE ? 0 : 1;
        int found = Words.intOpaque(bytes, FRAMES_BELL_OFFSET);
        Words.casInt(bytes, FRAMES_BELL_OFFSET, found, found | BELL_FUTEX);
    }
}

package io.tailrace.jcstress.broken.weak;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.internal.memory.Words;
import io.tailrace.jcstress.CommitRead;
import io.tailrace.jcstress.Ring;
import io.tailrace.jcstress.Steps;
import io.tailrace.jcstress.StoreRead;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The word by a plain store: another machine may make it visible before the payload. */
@JCStressTest
@JCStressMeta(StoreRead.class)
@State
public class WordByPlainStore {
    private static final Ring RING = new Ring(Steps.EXTENT);

    private final ByteBuffer page = RING.next();

    @Actor
    public void append() {
        Steps.fill(page, 0);
        Words.putLongPlain(page, 0, committed(Steps.LENGTH, 0));
    }

    @Actor
    public void read(I_Result r) {
        r.r1 = CommitRead.read(page);
    }
}

package io.tailrace.jcstress;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.internal.memory.Words;
import java.nio.ByteBuffer;

/** A reader's walk over what two actors left. */
public final class Frames {
    private Frames() {}

    /** How many whole frames stand before the first word that is FREE, END or CLAIMED. */
    public static int count(ByteBuffer page) {
        int count = 0;
        int at = 0;
        while (true) {
            long word = Words.longAcquire(page, at);
            if (state(word) != COMMITTED && state(word) != PAD) {
                return count;
            }
            if (state(word) == COMMITTED && Steps.isWhole(page, at)) {
                count++;
            }
            at = Steps.behind(at, word);
        }
    }
}

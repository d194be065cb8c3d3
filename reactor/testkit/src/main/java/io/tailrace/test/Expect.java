package io.tailrace.test;

import io.tailrace.CorruptJournalException;
import io.tailrace.Frame;
import io.tailrace.GapException;
import java.util.function.Consumer;

/**
 * What a {@code StepVerifier} of frames asserts, to be imported statically.
 *
 * <pre>{@code
 * StepVerifier.create(JournalFlux.from(journal.path()).receive())
 *         .assertNext(frame("a"))
 *         .assertNext(frame("b").type(7).timestamp(clock.instant()))
 *         .then(() -> journal.faults().evictPages(2))
 *         .thenRequest(10)
 *         .verifyErrorSatisfies(gap());
 * }</pre>
 *
 * <p>What each gives is a {@link Consumer} that throws an {@link AssertionError}: it serves {@code assertNext}, {@code
 * expectErrorSatisfies}, {@code consumeNextWith}, and any test without a {@code StepVerifier}. Whole runs of payloads need none of it:
 * {@code receive(Decoders.utf8())} and {@code expectNext("a", "b", "c")} say it all.
 */
public final class Expect {
    private Expect() {}

    /**
     * Any frame; what the expectation's methods add has to be so.
     *
     * @return for {@code assertNext}
     */
    public static FrameExpectation frame() {
        return FrameExpectation.ANY;
    }

    /**
     * A frame with a text for payload.
     *
     * @param text the payload, decoded as UTF-8
     * @return for {@code assertNext}
     */
    public static FrameExpectation frame(String text) {
        return frame().text(text);
    }

    /**
     * A frame with these bytes for payload.
     *
     * @param payload all of them
     * @return for {@code assertNext}
     */
    public static FrameExpectation frame(byte[] payload) {
        return frame().bytes(payload);
    }

    /**
     * Frames each of which stands behind the one before. Remembers the last one: one for each run.
     *
     * @return for {@code thenConsumeWhile(frame -> true, ascending())}
     */
    public static Consumer<Frame> ascending() {
        long[] last = {-1};
        return frame -> {
            if (frame.position() <= last[0]) {
                throw new AssertionError("expected a frame behind position " + last[0] + ", got " + frame);
            }
            last[0] = frame.position();
        };
    }

    /**
     * A {@link GapException}, wherever the gap is.
     *
     * @return for {@code verifyErrorSatisfies}
     */
    public static Consumer<Throwable> gap() {
        return error -> cast(error, GapException.class);
    }

    /**
     * A {@link GapException} of exactly these positions.
     *
     * @param from first position that is lost
     * @param to first position that is still there
     * @return for {@code verifyErrorSatisfies}
     */
    public static Consumer<Throwable> gap(long from, long to) {
        return error -> {
            GapException gap = cast(error, GapException.class);
            if (gap.from() != from || gap.to() != to) {
                throw new AssertionError(
                        "expected a gap from " + from + " to " + to + ", got " + gap.getMessage(), gap);
            }
        };
    }

    /**
     * A {@link CorruptJournalException} that names a position.
     *
     * @param position where the damage is
     * @return for {@code verifyErrorSatisfies}
     */
    public static Consumer<Throwable> corruptAt(long position) {
        return error -> {
            CorruptJournalException corrupt = cast(error, CorruptJournalException.class);
            if (corrupt.position() != position) {
                throw new AssertionError(
                        "expected damage at position " + position + ", got " + corrupt.getMessage(), corrupt);
            }
        };
    }

    private static <T extends Throwable> T cast(Throwable error, Class<T> type) {
        if (!type.isInstance(error)) {
            throw new AssertionError("expected a " + type.getSimpleName() + ", got " + error, error);
        }
        return type.cast(error);
    }
}

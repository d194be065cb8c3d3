package io.tailrace.test;

import io.tailrace.Frame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a frame has to be like, for {@code StepVerifier.assertNext}; begun by {@link Expect#frame()}. Immutable: each method returns a new
 * instance that expects more. A failure tells all that is not as expected, not only the first.
 */
public final class FrameExpectation implements Consumer<Frame> {
    private static final int MOST_BYTES_SHOWN = 64;

    static final FrameExpectation ANY = new FrameExpectation(List.of());

    private record Part(String name, Object expected, Function<Frame, Object> actual) {}

    private final List<Part> parts;

    private FrameExpectation(List<Part> parts) {
        this.parts = parts;
    }

    private FrameExpectation with(String name, Object expected, Function<Frame, Object> actual) {
        List<Part> more = new ArrayList<>(parts);
        more.add(new Part(name, expected, actual));
        return new FrameExpectation(more);
    }

    /**
     * Its payload, as text.
     *
     * @param text the payload, decoded as UTF-8
     * @return new expectation
     */
    public FrameExpectation text(String text) {
        return with("payload", '"' + text + '"', frame -> '"' + frame.utf8() + '"');
    }

    /**
     * Its payload, as bytes.
     *
     * @param payload all of them; copied
     * @return new expectation
     */
    public FrameExpectation bytes(byte[] payload) {
        return with("payload", new Bytes(payload.clone()), frame -> new Bytes(frame.toByteArray()));
    }

    /**
     * How long its payload is.
     *
     * @param length bytes
     * @return new expectation
     */
    public FrameExpectation length(int length) {
        return with("length", length, Frame::length);
    }

    /**
     * What the writer gave as type.
     *
     * @param type 0..65535
     * @return new expectation
     */
    public FrameExpectation type(int type) {
        return with("type", type, Frame::type);
    }

    /**
     * Where it begins.
     *
     * @param position as append returned it
     * @return new expectation
     */
    public FrameExpectation position(long position) {
        return with("position", position, Frame::position);
    }

    /**
     * What the writer gave as time.
     *
     * @param epochNanos ns since the epoch, 0 = none
     * @return new expectation
     */
    public FrameExpectation timestamp(long epochNanos) {
        return with("timestamp", epochNanos, Frame::timestamp);
    }

    /**
     * What the writer gave as time.
     *
     * @param instant for example what a {@link TestClock} shows
     * @return new expectation
     */
    public FrameExpectation timestamp(Instant instant) {
        return timestamp(TestClock.nanos(instant));
    }

    /**
     * Looks at a frame.
     *
     * @param frame any frame
     * @throws AssertionError if it is not as expected
     */
    @Override
    public void accept(Frame frame) {
        List<String> faults = new ArrayList<>();
        for (Part part : parts) {
            Object actual = part.actual.apply(frame);
            if (!Objects.equals(part.expected, actual)) {
                faults.add(part.name + ": expected " + part.expected + ", got " + actual);
            }
        }
        if (!faults.isEmpty()) {
            throw new AssertionError(frame + ": " + String.join("; ", faults));
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("a frame");
        parts.forEach(part -> text.append(", ").append(part.name).append(' ').append(part.expected));
        return text.toString();
    }

    /** Bytes as a failure shows them. */
    private record Bytes(byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes b && java.util.Arrays.equals(bytes, b.bytes);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            int shown = Math.min(bytes.length, MOST_BYTES_SHOWN);
            String hex = HexFormat.of().formatHex(bytes, 0, shown);
            return bytes.length + " bytes " + hex + (shown < bytes.length ? "…" : "");
        }
    }
}

package io.tailrace;

/**
 * Where a reader begins. A named consumer that has a cursor resumes there instead.
 *
 * @param kind which of the four
 * @param value position or ns since the epoch, else 0
 */
public record Start(Kind kind, long value) {
    /** The four ways to begin. */
    public enum Kind {
        /** At the first retained frame. */
        EARLIEST,
        /** At the tail: what is appended from now on. */
        LATEST,
        /** At the first frame at or behind a position. */
        POSITION,
        /** At the first frame, in the journal's order, whose timestamp is at or after a time. */
        TIMESTAMP
    }

    private static final Start EARLIEST = new Start(Kind.EARLIEST, 0);
    private static final Start LATEST = new Start(Kind.LATEST, 0);

    /**
     * At the first retained frame.
     *
     * @return where to begin
     */
    public static Start earliest() {
        return EARLIEST;
    }

    /**
     * At the tail as it is when the reader is opened.
     *
     * @return where to begin
     */
    public static Start latest() {
        return LATEST;
    }

    /**
     * At the first frame at or behind a position.
     *
     * @param position a position; if it is not the begin of a frame it is rounded up to one
     * @return where to begin
     */
    public static Start position(long position) {
        return new Start(Kind.POSITION, position);
    }

    /**
     * At the first frame, in the journal's order, whose timestamp is at or after a time. Frames without a timestamp are passed over
     * until then. If there is none yet, the reader waits for one.
     *
     * @param epochNanos ns since the epoch
     * @return where to begin
     */
    public static Start timestamp(long epochNanos) {
        return new Start(Kind.TIMESTAMP, epochNanos);
    }
}
